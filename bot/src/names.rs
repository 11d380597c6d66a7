//! Finding what a person means by a name: ids, names and aliases, exactly first, then by part.

use handrail_engine::pack::Pack;
use handrail_engine::problem::nearest;

/// The number of the finding that is meant, or a message for the person.
///
/// Exact ids, names and names of interventions come first; then a part of a name, where only one finding has it.
pub(crate) fn finding(pack: &Pack, written: &str) -> Result<usize, String> {
    if let Some((index, _)) = pack.finding(written) {
        return Ok(index);
    }
    let wanted = written.trim().to_lowercase();
    let named = |index: usize| -> Vec<String> {
        let Some(finding) = pack.findings().get(index) else { return Vec::new() };
        let catalogue = finding
            .statements
            .iter()
            .flat_map(|statement| &statement.interventions)
            .filter_map(|id| pack.reference().interventions.get(id))
            .flat_map(|intervention| intervention.aliases.iter().chain([&intervention.name]));
        [finding.id.to_lowercase(), finding.name.to_lowercase()]
            .into_iter()
            .chain(catalogue.map(|name| name.to_lowercase()))
            .collect()
    };
    let all: Vec<(usize, Vec<String>)> = (0..pack.findings().len()).map(|index| (index, named(index))).collect();
    let exactly: Vec<usize> = all.iter().filter(|(_, names)| names.contains(&wanted)).map(|(index, _)| *index).collect();
    let partly: Vec<usize> = all
        .iter()
        .filter(|(_, names)| wanted.len() > 2 && names.iter().any(|name| name.contains(&wanted)))
        .map(|(index, _)| *index)
        .collect();
    let found = if exactly.is_empty() { partly } else { exactly };
    let id = |index: &usize| pack.findings().get(*index).map_or("", |finding| finding.id.as_str());
    match found.as_slice() {
        [one] => Ok(*one),
        [] => {
            let names: Vec<&str> = all.iter().flat_map(|(_, names)| names.iter().map(String::as_str)).collect();
            let near = nearest(&wanted, names.iter().copied());
            Err(match near {
                Some(near) => format!("there is no finding `{written}`; did you mean `{near}`?"),
                None => format!("there is no finding `{written}`; `handrail match --all` lists them"),
            })
        }
        several => Err(format!(
            "`{written}` may mean several findings: {}",
            several.iter().map(|index| format!("`{}`", id(index))).collect::<Vec<_>>().join(", ")
        )),
    }
}
