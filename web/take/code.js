/** A call as a program of a few lines. Whatever stands in a value, it stays the value. Nothing here needs a page. */

import { addressOf, asCsv, wholly } from "./call.js";

/** @typedef {import("./call.js").Call} Call */

/** A word for sh: within single quotes all is itself but the single quote. @param {string} text */
export function shellWord(text) {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

/** What is not seen, or turns what stands around it; JSON writes most of it as it is. */
const UNSEEN = /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]/g;

/** A string for Python and for R, which both read what JSON writes. @param {string} text */
export function stringLiteral(text) {
  return JSON.stringify(text).replace(UNSEEN, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** @param {Call} call */
export function curl({ origin, path, parameters }) {
  const words = parameters.map(([name, value]) => curlWord(name, value));
  return [`curl -sS --fail-with-body -G ${shellWord(origin + path)}`, ...words].join(" \\\n  ");
}

/** A parameter as people write it, or spelt for an address where it would not be seen, or not be a name. */
/** @param {string} name @param {string} value */
function curlWord(name, value) {
  if (/^[\w.-]+$/.test(name) && value.search(UNSEEN) < 0) return `--data-urlencode ${shellWord(`${name}=${value}`)}`;
  return `-d ${shellWord(new URLSearchParams([[name, value]]).toString())}`;
}

/** @param {Call} call */
export function python(call) {
  return { list: pythonList, rows: pythonRows, record: pythonRecord, file: pythonFile }[call.shape](call);
}

/** @param {Call} call */
function pythonList(call) {
  return `import pandas as pd
import requests

site = ${stringLiteral(call.origin)}
path = ${stringLiteral(call.path)}
question = ${dictionary(wholly(call))}

records = []
while path:
    answer = requests.get(site + path, params=question, timeout=60)
    answer.raise_for_status()
    page = answer.json()
    records += page["data"]
    # The path of the next page has the question in it.
    path, question = page["links"]["next"], None

table = pd.json_normalize(records)
print(table)
`;
}

/** @param {Call} call */
function pythonRows(call) {
  return `import pandas as pd
import requests

question = ${dictionary(call)}
answer = requests.get(${stringLiteral(call.origin + call.path)}, params=question, timeout=60)
answer.raise_for_status()

table = pd.DataFrame(answer.json()["data"])
print(table)
`;
}

/** @param {Call} call */
function pythonRecord(call) {
  return `import json

import requests

question = ${dictionary(call)}
answer = requests.get(${stringLiteral(call.origin + call.path)}, params=question, timeout=60)
answer.raise_for_status()

record = answer.json()
print(json.dumps(record, indent=2, ensure_ascii=False))
`;
}

/** @param {Call} call */
function pythonFile(call) {
  return `import pandas as pd

# Codes begin with zeros: they are read as text.
codes = {"event_code": str, "root_code": str}
table = pd.read_csv(${stringLiteral(addressOf(asCsv(call) ?? call))}, dtype=codes)
print(table)
`;
}

/** The parameters as a Python dictionary; one that is given several times has a list. @param {Call} call */
function dictionary({ parameters }) {
  const names = [...new Set(parameters.map(([name]) => name))];
  const lines = names.map((name) => {
    const values = parameters.filter(([one]) => one === name).map(([, value]) => stringLiteral(value));
    return `    ${stringLiteral(name)}: ${values.length > 1 ? `[${values.join(", ")}]` : values[0]},\n`;
  });
  return lines.length ? `{\n${lines.join("")}}` : "{}";
}

/** @param {Call} call */
export function r(call) {
  return { list: rList, rows: rRows, record: rRecord, file: rFile }[call.shape](call);
}

/** @param {Call} call */
function rList(call) {
  return `library(jsonlite)  # install.packages("jsonlite")

site <- ${stringLiteral(call.origin)}
path <- ${stringLiteral(addressOf({ ...wholly(call), origin: "" }))}

pages <- list()
while (!is.null(path)) {
  page <- fromJSON(paste0(site, path), flatten = TRUE)
  if (length(page$data)) pages[[length(pages) + 1]] <- page$data
  path <- page$links[["next"]]
}

# A column that is empty on a whole page is missing there.
columns <- unique(unlist(lapply(pages, names)))
table <- do.call(rbind, lapply(pages, function(page) {
  page[setdiff(columns, names(page))] <- NA
  page[columns]
}))
str(table, max.level = 1)
`;
}

/** @param {Call} call */
function rRows(call) {
  return `library(jsonlite)  # install.packages("jsonlite")

table <- fromJSON(${stringLiteral(addressOf(call))})$data
print(table)
`;
}

/** @param {Call} call */
function rRecord(call) {
  return `library(jsonlite)  # install.packages("jsonlite")

record <- fromJSON(${stringLiteral(addressOf(call))})
str(record, max.level = 2)
`;
}

/** @param {Call} call */
function rFile(call) {
  return `# Codes begin with zeros: all is read as text, and type.convert finds the numbers that you want as such.
table <- read.csv(${stringLiteral(addressOf(asCsv(call) ?? call))}, colClasses = "character")
str(table)
`;
}
