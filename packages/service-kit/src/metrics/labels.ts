/** Labels of a series, by name. Their values are of a small closed set: never an id, a name, or what somebody typed. */
export type Labels = Record<string, string>;
