/**
 * Pasting from Word and its kin: paragraphs that only look like list items become lists,
 * emphasis said by styles becomes elements, hidden parts go, tables and headings stay. The server
 * does the same once more when the text is saved (reportcms/prose_tree.py); here people see at
 * once what will be kept.
 */
import { Extension, Plugin } from "django-prose-editor/editor"

const TAG = /<[a-z][^>]*>/gi
const ACTIVE_ATTRIBUTE = /\s(style|on[a-z]+)\s*=/gi
const ACTIVE_ELEMENT = /<(style|script)\b[^]*?<\/\1\s*>/gi
const LIST_STYLE = /mso-list:\s*l(\d+)\s+level(\d+)/i
const MARKER_STYLE = /mso-list:\s*ignore/i
const HIDDEN_STYLE = /display:\s*none|mso-hide:\s*all|mso-element:\s*comment/i
const NOTES_STYLE = /mso-element:\s*(footnote|endnote)-list/i
const NEVER_KEPT = "xml, title, del, .MsoCommentReference, .msocomanchor"
const LIST_CLASS = /\bMsoList(Paragraph|Bullet|Number)/i
const BULLET = "[·•▪●○◦‣§➢✓Øüo*\\-\\u2013\\u2014\\uf0a7\\uf0b7\\uf0d8\\uf0fc]"
const NUMBER = "\\(?(?:\\d{1,3}|[a-zA-Zа-яА-Я]|[ivxIVX]{1,6})[.)]"
const MARKER = new RegExp(`^\\s*(?:(${BULLET})|${NUMBER})(?:\\s+|$)`)

const MARKS = [
  ["strong", /(?<![-\w])font-weight:\s*(bold|[6-9]00)/i],
  ["em", /(?<![-\w])font-style:\s*italic/i],
  ["sup", /(?<![-\w])vertical-align:\s*super/i],
]
const NOT_BOLD = /(?<![-\w])font-weight:\s*(normal|[1-5]00)/i
const REFERENCE_CLASS = /\bMso(Footnote|Endnote)Reference\b/i
const HEADINGS = { h1: "h3", h2: "h3", h5: "h4", h6: "h4" }

const styleOf = (element) => element.dataset.style ?? ""

/** Put another element, of the tag `name`, in the place of this one. */
function rename(element, name) {
  const other = element.ownerDocument.createElement(name)
  for (const span of ["colspan", "rowspan"]) {
    if (element.hasAttribute(span)) other.setAttribute(span, element.getAttribute(span))
  }
  other.append(...element.childNodes)
  element.replaceWith(other)
}

/** Say by elements what is only said by styles: bold, italic, raised, and "not bold". */
function markByElements(element) {
  const style = styleOf(element)
  for (const [name, pattern] of MARKS) {
    const reference = name === "sup" && REFERENCE_CLASS.test(element.className)
    if (element.localName !== "span" || (!reference && !pattern.test(style))) continue
    const mark = element.ownerDocument.createElement(name)
    mark.append(...element.childNodes)
    element.append(mark)
  }
  if ((element.localName === "b" || element.localName === "strong") && NOT_BOLD.test(style)) {
    element.replaceWith(...element.childNodes)
  }
}

/** Take the bullet or number that Word wrote as text out of the paragraph, and return it. */
function takeMarker(paragraph) {
  for (const element of paragraph.querySelectorAll("[data-style]")) {
    if (MARKER_STYLE.test(styleOf(element))) {
      element.remove()
      return element.textContent
    }
  }
  const typed = MARKER.exec(paragraph.textContent)
  if (!typed) return null
  const texts = paragraph.ownerDocument.createTreeWalker(paragraph, NodeFilter.SHOW_TEXT)
  for (let left = typed[0].length; left > 0 && texts.nextNode(); ) {
    const { length } = texts.currentNode
    texts.currentNode.deleteData(0, Math.min(left, length))
    left -= length
  }
  return typed[0]
}

/** Return the level, list and kind of a list paragraph, or null for any other element. */
function readItem(element) {
  if (element.localName !== "p" && element.localName !== "div") return null
  const style = LIST_STYLE.exec(styleOf(element))
  if (!style && !LIST_CLASS.test(element.className)) return null
  const marker = takeMarker(element)
  if (marker === null && !style) return null
  const match = MARKER.exec(marker ?? "")
  return {
    list: style?.[1] ?? "",
    level: Number(style?.[2] ?? 1),
    kind: match && !match[1] ? "ol" : "ul",
  }
}

/** Turn the list paragraphs directly inside `parent` into nested lists. */
function makeLists(parent) {
  let open = [] // from the outermost list to the innermost
  for (const element of [...parent.children]) {
    const item = readItem(element)
    if (!item) {
      open = []
      continue
    }
    const startList = (place) => {
      const node = parent.ownerDocument.createElement(item.kind)
      place(node)
      open.push({ ...item, node })
    }
    const nest = () => open.at(-1).node.lastElementChild
    while (open.length > 1 && item.level < open.at(-1).level) open.pop()
    const [top] = open
    const isNested = open.length > 1 || (top && item.level > top.level)
    if (!top || (!isNested && (item.list !== top.list || item.kind !== top.kind))) {
      open = []
      startList((node) => element.before(node))
    } else if (item.level > open.at(-1).level) {
      startList((node) => nest().append(node))
    } else if (open.length > 1 && item.kind !== open.at(-1).kind) {
      open.pop()
      startList((node) => nest().append(node))
    }
    const entry = parent.ownerDocument.createElement("li")
    const text = parent.ownerDocument.createElement("p")
    text.append(...element.childNodes)
    entry.append(text)
    open.at(-1).node.append(entry)
    element.remove()
  }
}

/** Return what was pasted as plain HTML without any style. */
export function tidyPastedHtml(html) {
  // Even in a document that is only read, a style attribute breaks the site's security policy.
  const unstyled = html
    .replace(ACTIVE_ELEMENT, "")
    .replace(TAG, (tag) => tag.replace(ACTIVE_ATTRIBUTE, " data-$1="))
  if (html.includes("data-pm-slice")) return unstyled // from this editor or one like it
  const { body } = new DOMParser().parseFromString(unstyled, "text/html")
  for (const element of body.querySelectorAll(NEVER_KEPT)) element.remove()
  for (const element of body.querySelectorAll("[data-style]")) {
    if (HIDDEN_STYLE.test(styleOf(element))) element.remove()
    if (NOTES_STYLE.test(styleOf(element))) element.querySelector("hr")?.remove()
  }
  for (const element of body.querySelectorAll("h1, h2, h3, h4, h5, h6")) {
    if (LIST_STYLE.test(styleOf(element))) takeMarker(element)
  }
  for (const parent of [body, ...body.querySelectorAll("div, td, th, blockquote")]) {
    makeLists(parent)
  }
  for (const element of body.querySelectorAll("span, b, strong")) markByElements(element)
  for (const element of body.querySelectorAll("h1, h2, h5, h6")) {
    rename(element, HEADINGS[element.localName])
  }
  for (const element of body.querySelectorAll("thead td")) rename(element, "th")
  for (const element of body.querySelectorAll("p")) {
    if (!element.textContent.trim() && element.parentElement.children.length > 1) element.remove()
  }
  return body.innerHTML
}

export const WordPaste = Extension.create({
  name: "wordPaste",
  addProseMirrorPlugins() {
    return [new Plugin({ props: { transformPastedHTML: tidyPastedHtml } })]
  },
})
