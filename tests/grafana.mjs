/**
 * Reads answers as Infinity's backend parser does, by JSONata. On the standard input stands a list of
 * {body, root_selector, columns, path}; on the standard output comes for each {rows, unknown, query}: the cells by the columns'
 * texts, the selectors that lead nowhere in some row, and the query that the explorer writes for the same path.
 */

import jsonata from "jsonata";
import { callOf } from "../web/take/call.js";
import { columnsOf, infinityQuery } from "../web/take/grafana.js";

let given = "";
for await (const chunk of process.stdin) given += chunk;
const answers = [];
for (const { body, root_selector, columns, path } of JSON.parse(given)) {
  const found = root_selector ? await jsonata(root_selector).evaluate(body) : body;
  const records = found === undefined ? [] : Array.isArray(found) ? [...found] : [found];
  const unknown = new Set();
  const rows = [];
  for (const record of records) {
    const row = {};
    for (const { selector, text } of columns) {
      const cell = await jsonata(selector).evaluate(record);
      if (cell === undefined) unknown.add(selector);
      row[text] = cell;
    }
    rows.push(row);
  }
  const query = infinityQuery(callOf(path, "http://127.0.0.1"), records);
  answers.push({ rows, unknown: [...unknown], query, types: columnsOf(records) });
}
process.stdout.write(JSON.stringify(answers));
