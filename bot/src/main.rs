//! x
mod channel;
mod dialogue;
mod document;
mod lookup;
mod present;
mod render;
use handrail_engine::{pack::Pack, text::SourceText, profile::read_cases, answer::{Answer, error_json}};
fn walk(d:&std::path::Path, root:&std::path::Path, out:&mut Vec<(String,String)>){ for e in std::fs::read_dir(d).unwrap(){ let p=e.unwrap().path(); if p.is_dir(){walk(&p,root,out)} else {out.push((p.strip_prefix(root).unwrap().to_str().unwrap().to_owned(), std::fs::read_to_string(&p).unwrap()))}}}
fn main() {
 let root=std::path::Path::new("rules"); let mut f=vec![]; walk(root,root,&mut f);
 let t=std::time::Instant::now();
 let l=Pack::load(f);
 eprintln!("{:?}", t.elapsed());
 for p in &l.problems { eprintln!("{p}"); }
 let Some(pack)=l.pack else {return};
 eprintln!("{} findings, {} leaves", pack.findings().len(), pack.program().distinct_leaves());
 if std::env::args().nth(1).as_deref()==Some("chat") { use std::io::IsTerminal; let w=terminal_size::terminal_size().map_or(80,|(w,_)|usize::from(w.0)); channel::terminal::run(&pack, render::terminal::Style::new(w, std::io::stdout().is_terminal())).unwrap(); return; }
 if std::env::args().nth(1).as_deref()==Some("eval") {
  for line in std::io::read_to_string(std::io::stdin()).unwrap().lines(){ let v:serde_json::Value=serde_json::from_str(line).unwrap();
   let c=pack.condition(v["condition"].as_str().unwrap()); let c=match c {Ok(c)=>c,Err(e)=>{for p in e{println!("{} {p}", v["id"])};continue}};
   let t=SourceText::new("x", v["profile"].to_string()); let cs=&read_cases(pack.vocabulary(),&t)[0]; let pr=cs.profile.as_ref().unwrap();
   let j=handrail_engine::answer::condition_json(&pack,v["id"].as_str().unwrap(),pr,&c); println!("{} {} {}", if j["outcome"]==v["expect"]{"ok"}else{"BAD"}, v["id"], j);
  } return; }
 let t=SourceText::new("stdin", std::io::read_to_string(std::io::stdin()).unwrap());
 for c in read_cases(pack.vocabulary(),&t){ match &c.profile { Ok(p)=>{ let t=std::time::Instant::now(); let j=Answer::of(&pack,p).to_json(&c.id,false); eprintln!("{:?}",t.elapsed()); println!("{j}");}, Err(e)=>println!("{}", error_json(&c.id,&e[0])) } }
}
