/** The pages of records, which are loaded together when the first of them is shown. */

export { articlePage as article } from "./article.js";
export { entityPage as entity } from "./entity.js";
export { eventPage as event } from "./event.js";
export { nowherePage as nowhere } from "./nowhere.js";
