//! The shipped rule pack is part of the binary: rebuild when it changes.

fn main() {
    println!("cargo::rerun-if-changed=../rules");
}
