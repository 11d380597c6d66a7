//! Reading the map of a call: what is missing, what has the wrong type, what is not known - each with its place.

use std::rc::Rc;

use rhai::{Array, Dynamic, ImmutableString, Map, NativeCallContext};

use super::places::Places;
use super::terms::here;
use super::{Surroundings, describe};
use crate::problem::Problem;
use crate::text::Location;

/// The fields of one map while they are read.
pub(super) struct MapFields<'a> {
    surroundings: &'a Surroundings,
    map: Map,
    places: Places,
    call: Location,
    subject: String,
    asked: Vec<&'static str>,
}

/// The places of the arguments of the running call.
pub(super) fn argument_places(surroundings: &Surroundings, context: &NativeCallContext<'_>) -> Rc<[Places]> {
    let collected = surroundings.collected.borrow();
    context
        .call_source()
        .and_then(|source| collected.calls.get(source))
        .map_or_else(|| Rc::from([]), |calls| calls.arguments(context.call_position()))
}

impl<'a> MapFields<'a> {
    /// Begins to read the argument of a call that is a map.
    pub(super) fn of(
        surroundings: &'a Surroundings,
        context: &NativeCallContext<'_>,
        argument: usize,
        map: Map,
        subject: String,
    ) -> Self {
        let places = argument_places(surroundings, context);
        Self {
            surroundings,
            map,
            places: places.get(argument).cloned().unwrap_or_default(),
            call: here(surroundings, context),
            subject,
            asked: Vec::new(),
        }
    }

    /// The place of a field's value, or of the call where it is not written there.
    pub(super) fn place(&self, key: &str) -> Location {
        self.locate(self.places.field(key))
    }

    fn item_place(&self, key: &str, index: usize) -> Location {
        let places = self.places.field(key);
        self.locate(places.and_then(|places| places.item(index)).or(places))
    }

    fn locate(&self, places: Option<&Places>) -> Location {
        let text = self.surroundings.texts.get(self.call.file.as_ref());
        text.zip(places).and_then(|(text, places)| places.locate(text)).unwrap_or_else(|| self.call.clone())
    }

    /// Reports a problem with the value of a field.
    pub(super) fn report(&self, key: &str, problem: Problem) {
        self.surroundings.report(problem.at_location(self.place(key)));
    }

    /// Whether the field is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.map.contains_key(key)
    }

    /// The value of a field.
    pub(super) fn any(&mut self, key: &'static str) -> Option<Dynamic> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.map.get(key).cloned()
    }

    /// A field that must be there; its lack is reported.
    pub(super) fn required(&mut self, key: &'static str, help: &str) -> Option<Dynamic> {
        let value = self.any(key);
        if value.is_none() {
            self.surroundings.report(
                Problem::error("missing-field", format!("{} has no `{key}`", self.subject))
                    .at_location(self.call.clone())
                    .label(format!("`{key}` is missing"))
                    .help(help),
            );
        }
        value
    }

    /// A text.
    pub(super) fn text(&mut self, key: &'static str) -> Option<String> {
        let value = self.any(key)?;
        self.as_text(key, &value)
    }

    /// A text that must be there and must not be empty.
    pub(super) fn required_text(&mut self, key: &'static str) -> Option<String> {
        let value = self.required(key, &format!("add `{key}: \"…\"`"))?;
        let text = self.as_text(key, &value)?;
        if text.trim().is_empty() {
            self.report(
                key,
                Problem::error("empty-text", format!("`{key}` of {} is empty", self.subject)).label("expected words"),
            );
            return None;
        }
        Some(text)
    }

    fn as_text(&self, key: &str, value: &Dynamic) -> Option<String> {
        let text = value.read_lock::<ImmutableString>().map(|text| text.to_string());
        if text.is_none() {
            self.wrong_type(self.place(key), key, value, "a text");
        }
        text
    }

    /// Yes or no.
    pub(super) fn truth(&mut self, key: &'static str) -> Option<bool> {
        let value = self.any(key)?;
        let truth = value.as_bool().ok();
        if truth.is_none() {
            self.wrong_type(self.place(key), key, &value, "`true` or `false`");
        }
        truth
    }

    /// A list, each item with its place. A lack is an empty list.
    pub(super) fn list(&mut self, key: &'static str) -> Vec<(Dynamic, Location)> {
        let Some(value) = self.any(key) else { return Vec::new() };
        let Some(items) = value.read_lock::<Array>().map(|items| items.clone()) else {
            self.wrong_type(self.place(key), key, &value, "a list `[ … ]`");
            return Vec::new();
        };
        (0..).zip(items).map(|(index, item)| (item, self.item_place(key, index))).collect()
    }

    /// A list of texts, each with its place.
    pub(super) fn texts(&mut self, key: &'static str) -> Vec<(String, Location)> {
        let items = self.list(key);
        items
            .into_iter()
            .filter_map(|(item, place)| {
                let text = item.read_lock::<ImmutableString>().map(|text| text.to_string());
                if text.is_none() {
                    self.wrong_type(place.clone(), key, &item, "a list of texts");
                }
                Some((text?, place))
            })
            .collect()
    }

    /// A list of values that functions of the language made.
    pub(super) fn made<T: Clone + 'static>(&mut self, key: &'static str, expected: &str) -> Vec<T> {
        let items = self.list(key);
        items
            .into_iter()
            .filter_map(|(item, place)| {
                let made = item.read_lock::<T>().map(|made| made.clone());
                if made.is_none() && !item.is_unit() {
                    self.wrong_type(place, key, &item, expected);
                }
                made
            })
            .collect()
    }

    /// Reports a value that has the wrong type.
    pub(super) fn wrong_type(&self, place: Location, key: &str, found: &Dynamic, expected: &str) {
        self.surroundings.report(
            Problem::error(
                "wrong-type",
                format!("`{key}` of {} must be {expected}, not {}", self.subject, describe(found)),
            )
            .at_location(place)
            .label(format!("expected {expected}"))
            .about(key, describe(found)),
        );
    }

    /// Ends the reading: fields that nobody asked for are not known.
    pub(super) fn finish(self) {
        let text = self.surroundings.texts.get(self.call.file.as_ref());
        for key in self.map.keys().filter(|key| !self.asked.contains(&key.as_str())) {
            let place = text.and_then(|text| self.places.locate_name(text, key)).unwrap_or_else(|| self.call.clone());
            self.surroundings.report(
                Problem::error("unknown-field", format!("{} has no field `{key}`", self.subject))
                    .at_location(place)
                    .label("not known here")
                    .help(format!("it may hold: {}", self.asked.join(", ")))
                    .nearest(key, self.asked.iter().copied()),
            );
        }
    }
}
