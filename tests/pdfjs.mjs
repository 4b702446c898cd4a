// pdf.js, as Firefox shows a PDF with it: reads a file from its input, and writes what comes of it.
// Usage: node pdfjs.mjs PACKAGE text            the words of each page, as JSON
//        node pdfjs.mjs PACKAGE fill WORDS      the file as saved: WORDS in each line, the last of each choice, each box ticked
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { pathToFileURL } from "node:url";

globalThis.DOMMatrix ??= class {}; // Asked for when pdf.js is loaded; only drawing needs more than its name.
const [home, what, words] = process.argv.slice(2);
const { getDocument } = await import(pathToFileURL(join(home, "legacy", "build", "pdf.mjs")));
const file = await getDocument({ data: new Uint8Array(await buffer(process.stdin)), verbosity: 0 }).promise;
const numbers = Array.from({ length: file.numPages }, (_, index) => index + 1);
const pages = await Promise.all(numbers.map((number) => file.getPage(number)));

async function text() {
  const read = await Promise.all(pages.map((page) => page.getTextContent({ disableNormalization: true })));
  return JSON.stringify(read.map(({ items }) => items.map((item) => item.str + (item.hasEOL ? "\n" : "")).join("")));
}

async function fill() {
  const areas = (await Promise.all(pages.map((page) => page.getAnnotations()))).flat();
  const fields = areas.filter((area) => area.subtype === "Widget" && !area.readOnly);
  const last = new Map(fields.map((field) => [field.fieldName, field.id]));
  for (const field of fields) {
    const value = field.fieldType === "Tx" ? words : last.get(field.fieldName) === field.id;
    file.annotationStorage.setValue(field.id, { value });
  }
  return file.saveDocument();
}

process.stdout.write(await { text, fill }[what]());
