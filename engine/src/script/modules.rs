//! `import`: modules come from the pack and from nowhere else.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use rhai::{AST, Engine, EvalAltResult, Module, ModuleResolver, Position, Scope, Shared};

use super::places::CallPlaces;
use super::{Surroundings, lint};
use crate::document::shorten;
use crate::problem::Problem;
use crate::text::SourceText;

/// The file that an import path means: a path from the root of the pack, without its ending.
/// Nothing for a path that leads out of the pack or is not written plainly.
pub(super) fn file_of(path: &str) -> Option<String> {
    let plain =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    let stem = path.strip_suffix(".rhai").unwrap_or(path);
    stem.split('/').all(plain).then(|| format!("{stem}.rhai"))
}

/// The problem of an import that finds nothing.
pub(super) fn not_found(surroundings: &Surroundings, path: &str) -> Problem {
    let known: Vec<&str> = surroundings
        .texts
        .keys()
        .filter(|file| file.starts_with("shared/"))
        .filter_map(|file| file.strip_suffix(".rhai"))
        .collect();
    if file_of(path).is_none() {
        return Problem::error("import-outside", format!("`{}` leads out of the pack", shorten(path)))
            .label("imports come from the pack only")
            .help("write the path from the root of the pack, such as \"shared/needs\"")
            .nearest(path, known);
    }
    Problem::error("unknown-import", format!("the pack has no module `{}`", shorten(path)))
        .label("nothing to import")
        .help(format!("the modules are: {}", if known.is_empty() { "none".to_owned() } else { known.join(", ") }))
        .nearest(path, known)
}

/// Compiles a script and notes its name as the source of every position.
pub(super) fn compile(engine: &Engine, text: &SourceText) -> Result<AST, Box<EvalAltResult>> {
    let mut ast =
        engine.compile(text.text().as_ref()).map_err(|error| EvalAltResult::ErrorParsing(*error.0, error.1))?;
    ast.set_source(text.name().as_ref());
    Ok(ast)
}

/// The modules of a pack, each loaded once.
#[derive(Clone)]
pub(super) struct PackModules {
    surroundings: Rc<Surroundings>,
    loaded: Rc<RefCell<BTreeMap<String, Option<Shared<Module>>>>>,
}

impl PackModules {
    pub(super) fn new(surroundings: &Rc<Surroundings>) -> Self {
        Self { surroundings: Rc::clone(surroundings), loaded: Rc::default() }
    }

    /// The module of a path.
    pub(super) fn load(
        &self,
        engine: &Engine,
        path: &str,
        _from: Option<&str>,
        position: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        let file = file_of(path);
        // Findings run once, by themselves: only what is shared can be imported.
        let known = file
            .filter(|file| file.starts_with("shared/"))
            .and_then(|file| self.surroundings.texts.get(&file).map(|text| (file, text)));
        let Some((file, text)) = known else {
            return Err(EvalAltResult::ErrorModuleNotFound(path.to_owned(), position).into());
        };
        match self.loaded.borrow().get(&file) {
            Some(Some(module)) => return Ok(Shared::clone(module)),
            Some(None) => {
                return Err(EvalAltResult::ErrorRuntime(format!("`{path}` imports itself").into(), position).into());
            }
            None => {}
        }
        self.loaded.borrow_mut().insert(file.clone(), None);
        let module = self.build(engine, path, text);
        match module {
            Ok(module) => {
                let module = Shared::new(module);
                self.loaded.borrow_mut().insert(file, Some(Shared::clone(&module)));
                Ok(module)
            }
            Err(error) => {
                self.loaded.borrow_mut().remove(&file);
                Err(EvalAltResult::ErrorInModule(path.to_owned(), error, position).into())
            }
        }
    }

    fn build(&self, engine: &Engine, path: &str, text: &SourceText) -> Result<Module, Box<EvalAltResult>> {
        let ast = compile(engine, text)?;
        lint::check(engine, &self.surroundings, text, &ast);
        let calls = CallPlaces::of(&ast);
        let name: Rc<str> = file_of(path).unwrap_or_default().into();
        self.surroundings.collected.borrow_mut().calls.insert(name, calls);
        Module::eval_ast_as_new(Scope::new(), &ast, engine)
    }
}

impl ModuleResolver for PackModules {
    fn resolve(
        &self,
        engine: &Engine,
        source: Option<&str>,
        path: &str,
        position: Position,
    ) -> Result<Shared<Module>, Box<EvalAltResult>> {
        self.load(engine, path, source, position)
    }
}
