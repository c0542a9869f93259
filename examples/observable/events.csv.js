// A data loader of Observable Framework: put it at src/data/events.csv.js, and a page reads FileAttachment("data/events.csv").
// It runs when the site is built, so readers of the site need no way to the service.
const service = process.env.DATELINE_API ?? "http://127.0.0.1:8000";
const question = new URLSearchParams({
  date__gte: "2024-01",
  fields: "id,date_start,date_end,status,actor1_name,event_label,actor2_name,goldstein,country,dataset,licence",
});

const answer = await fetch(`${service}/v1/events/export?${question}`);
// What is wrong with a question stands in the answer; a build is to fail by it and not to publish it.
if (!answer.ok) throw new Error(await answer.text());
if (answer.headers.get("dateline-cut") === "true") throw new Error("More events match than one export gives; ask in parts.");
process.stdout.write(await answer.text());
