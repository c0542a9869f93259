/** The page of an address at which there is nothing: the server says so. */

import { ask } from "../ask.js";
import { recordPage } from "./record.js";

// With the origin before it, for a path that begins with two slashes would name another host.
export const nowherePage = () =>
  recordPage(async ({ id }, signal) => {
    await ask(location.origin + id, signal);
    return { title: id, content: [] };
  });
