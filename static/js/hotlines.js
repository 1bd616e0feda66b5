// What the pages of hotlines can do besides: copy a number, print, stay readable without a network.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) break
  const says = button.firstChild
  const words = says.data
  button.hidden = false
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy)
    says.data = button.dataset.copied
    setTimeout(() => { says.data = words }, 3000)
  })
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false
  button.addEventListener("click", () => print())
}

const offline = document.querySelector("[data-offline]")
if (offline && "serviceWorker" in navigator && window.caches) keep(offline)

function keep(box) {
  const said = box.querySelector("[data-offline-said]")
  const about = box.querySelector("[data-offline-about]")
  const remove = box.querySelector("[data-offline-remove]")
  const copiedAt = document.documentElement.dataset.copied
  const { worker, scope } = box.dataset
  let registration

  if (copiedAt) tellOfCopy()
  else if (worker) register()
  else forget() // copies are no longer wanted here

  function tellOfCopy() {
    const { lang } = document.documentElement
    const when = new Date(copiedAt).toLocaleString(lang === "en" ? "en-GB" : lang, {
      dateStyle: "long",
      timeStyle: "short",
    })
    said.textContent = `${box.dataset.from} ${when}.`
    box.classList.add("offline-old")
    box.hidden = false
    document.querySelector("main .page-head").after(box)
  }

  async function register() {
    registration = await navigator.serviceWorker.register(worker, { scope })
    await activated(registration)
    if (document.readyState !== "complete") await new Promise((done) => addEventListener("load", done))
    await document.fonts.ready
    const files = performance.getEntriesByType("resource").map((entry) => entry.name)
    files.push(document.querySelector('link[rel="icon"]').href) // never in the list
    await ask({ keep: location.pathname, files })
    said.textContent = box.dataset.kept
    box.hidden = false
  }

  function activated({ active, installing, waiting }) {
    if (active) return active
    const coming = installing || waiting
    return new Promise((resolve) => {
      coming.addEventListener("statechange", () => coming.state === "activated" && resolve())
    })
  }

  function ask(message) {
    const { port1, port2 } = new MessageChannel()
    registration.active.postMessage(message, [port2])
    return new Promise((resolve) => { port1.onmessage = resolve })
  }

  async function forget() {
    registration ??= await navigator.serviceWorker.getRegistration(scope)
    if (registration?.active) await ask({ forget: true })
    for (const name of await caches.keys()) {
      if (name.startsWith("hotlines")) await caches.delete(name)
    }
  }

  remove.addEventListener("click", async () => {
    try {
      await forget()
      said.textContent = box.dataset.removed
      about.hidden = true
    } catch {
      said.textContent = box.dataset.failed
    }
    remove.hidden = true
  })

  // Leaving in a hurry takes the copy away too; the worker outlives the page to do it.
  addEventListener("leaving", () => {
    const standing = registration?.active || navigator.serviceWorker.controller
    standing?.postMessage({ forget: true })
  })
}
