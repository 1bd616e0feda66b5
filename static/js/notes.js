/** Notes beside an article: sent without leaving the page, with the names of people completed. */

const panel = document.getElementById("notes")
let people = []
let chosen = -1
let searching = null

// --- Sending --------------------------------------------------------------------------------------

panel.addEventListener("submit", async (event) => {
  event.preventDefault()
  const form = event.target
  const button = form.querySelector("button")
  button.disabled = true
  const data = new FormData(form)
  data.set("panel", "1") // the answer is the panel alone
  try {
    const answer = await fetch(form.action, { method: "POST", body: data })
    if (!answer.ok && answer.status !== 422) throw new Error(answer.status)
    panel.innerHTML = await answer.text()
    panel.querySelector("#note-text").focus()
  } catch {
    button.disabled = false
    form.submit() // the page says what is wrong, or that there is no connection
  }
})

// --- Completing names ------------------------------------------------------------------------------

const MENTION = /(^|[\s(])@([\p{L}\p{N}_.+-]*)$/u
const list = () => panel.querySelector("#note-people")

function mentionIn(box) {
  return MENTION.exec(box.value.slice(0, box.selectionStart))
}

function close() {
  list().hidden = true
  people = []
  chosen = -1
  panel.querySelector("#note-text").removeAttribute("aria-activedescendant")
}

function mark(number) {
  chosen = (number + people.length) % people.length
  for (const [n, option] of [...list().children].entries()) {
    option.setAttribute("aria-selected", String(n === chosen))
  }
  panel.querySelector("#note-text").setAttribute("aria-activedescendant", `note-person-${chosen}`)
}

function take(box, person) {
  const [whole, start] = mentionIn(box)
  const end = box.selectionStart
  box.setRangeText(`${start}@${person.username} `, end - whole.length, end, "end")
  close()
  box.focus()
}

async function complete(box) {
  const found = mentionIn(box)
  searching?.abort()
  if (!found) return close()
  searching = new AbortController()
  try {
    const query = new URLSearchParams({ q: found[2] })
    const answer = await fetch(`${panel.dataset.people}?${query}`, { signal: searching.signal })
    if (!answer.ok) return close()
    people = (await answer.json()).people
  } catch {
    return
  }
  if (!people.length) return close()
  list().replaceChildren(
    ...people.map((person, number) => {
      const option = document.createElement("li")
      option.id = `note-person-${number}`
      option.role = "option"
      option.textContent = `${person.name} @${person.username}`
      option.addEventListener("mousedown", (event) => {
        event.preventDefault()
        take(box, person)
      })
      return option
    }),
  )
  list().hidden = false
  mark(0)
}

panel.addEventListener("input", (event) => {
  if (event.target.id === "note-text") complete(event.target)
})
panel.addEventListener("keydown", (event) => {
  if (event.target.id !== "note-text") return
  if (!people.length) {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.target.form.requestSubmit()
    }
    return
  }
  if (event.key === "ArrowDown") mark(chosen + 1)
  else if (event.key === "ArrowUp") mark(chosen - 1)
  else if (event.key === "Enter" || event.key === "Tab") take(event.target, people[chosen])
  else if (event.key === "Escape") close()
  else return
  event.preventDefault()
})
panel.addEventListener("focusout", (event) => {
  if (event.target.id === "note-text") close()
})
