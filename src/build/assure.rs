//! Test persons.
