#[test]
fn probe() {
    let files = |f: &str| std::fs::read_to_string(f).unwrap();
    fn gather(root: &std::path::Path, folder: &std::path::Path, files: &mut Vec<(String, String)>) {
        for e in std::fs::read_dir(folder).unwrap().flatten() {
            let p = e.path();
            if p.is_dir() {
                gather(root, &p, files)
            } else {
                files.push((
                    p.strip_prefix(root).unwrap().to_string_lossy().into_owned(),
                    std::fs::read_to_string(&p).unwrap(),
                ))
            }
        }
    }
    let root = std::path::Path::new("../rules");
    let mut all = vec![];
    gather(root, root, &mut all);
    let pack = handrail_engine::pack::Pack::load(all).pack.unwrap();
    let search = super::Search::of(&pack);
    let mut right = 0;
    for line in files("../tests/data/questions.jsonl").lines() {
        let q: serde_json::Value = serde_json::from_str(line).unwrap();
        let f = search.find(q["question"].as_str().unwrap());
        let ids: Vec<_> = f.entries.iter().take(6).map(|e| e.id()).collect();
        let ok = q["first"].as_array().unwrap().iter().any(|v| ids.first().is_some_and(|i| v == i));
        if ok {
            right += 1
        }
        println!(
            "{} {} [{}] {}\n      {:?}\n{}",
            if ok { "ok  " } else { "MISS" },
            q["id"].as_str().unwrap(),
            f.intent.asks.word(),
            q["question"].as_str().unwrap(),
            ids,
            if ok { String::new() } else { format!("      want {}", q["first"]) }
        );
    }
    println!("RIGHT {right}");
    for line in
        files("../tests/data/questions-nothing.jsonl").lines().chain(std::env::var("MORE").unwrap_or_default().lines())
    {
        let q = serde_json::from_str::<serde_json::Value>(line)
            .map(|q| q["question"].as_str().unwrap().to_owned())
            .unwrap_or(line.to_owned());
        let f = search.find(&q);
        println!(
            "{} [{}] {q} {:?} near {:?}",
            if f.entries.is_empty() { "none" } else { "SOME" },
            f.intent.asks.word(),
            f.entries.iter().take(5).map(|e| e.id()).collect::<Vec<_>>(),
            f.near
        );
    }
}
