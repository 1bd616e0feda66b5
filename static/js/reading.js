// Reading an issue: the contents show where the reader is, and links can be copied. Everything
// works without this.

const contents = document.querySelector(".contents details")
const wide = matchMedia("(min-width: 64rem)")

function unfold() {
  contents.open = wide.matches
}

function followSections() {
  const links = new Map()
  for (const link of contents.querySelectorAll("a")) {
    const section = document.getElementById(decodeURIComponent(link.hash.slice(1)))
    if (section) links.set(section, link)
  }
  const seen = new Set()
  const watch = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        if (isIntersecting) seen.add(target)
        else seen.delete(target)
      }
      // Of the sections in the upper part of the window, the one that began last.
      const current = [...links.keys()].findLast((section) => seen.has(section))
      for (const [section, link] of links) {
        if (section === current) link.setAttribute("aria-current", "true")
        else link.removeAttribute("aria-current")
      }
    },
    { rootMargin: "0px 0px -60%" },
  )
  for (const section of links.keys()) watch.observe(section)
}

if (contents) {
  unfold()
  wide.addEventListener("change", unfold)
  followSections()
}

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break
  const words = button.textContent
  button.hidden = false
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    button.textContent = button.dataset.done
    setTimeout(() => {
      button.textContent = words
    }, 3000)
  })
}
