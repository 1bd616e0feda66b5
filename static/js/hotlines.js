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
  const worker = box.dataset.worker
  const scope = box.dataset.scope

  if (copiedAt) tellOfCopy()
  else if (worker) register()
  else forget() // copies are no longer wanted here

  function tellOfCopy() {
    const when = new Date(copiedAt).toLocaleString(document.documentElement.lang, {
      dateStyle: "long",
      timeStyle: "short",
    })
    said.textContent = `${box.dataset.copy} ${when}.`
    box.classList.add("offline-old")
    box.hidden = false
    document.querySelector("main .page-head").after(box)
  }

  async function register() {
    const registration = await navigator.serviceWorker.register(worker, { scope })
    await registered(registration)
    const files = performance.getEntriesByType("resource").map((entry) => entry.name)
    const answer = new MessageChannel()
    answer.port1.onmessage = () => {
      said.textContent = box.dataset.kept
      box.hidden = false
    }
    registration.active.postMessage({ keep: location.pathname, files }, [answer.port2])
  }

  function registered(registration) {
    if (registration.active) return registration.active
    const coming = registration.installing || registration.waiting
    return new Promise((resolve) => {
      coming.addEventListener("statechange", () => coming.state === "activated" && resolve())
    })
  }

  async function forget() {
    const registration = await navigator.serviceWorker.getRegistration(scope)
    if (registration?.scope.endsWith(scope)) await registration.unregister()
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

  // Leaving in a hurry takes the copy away too; the worker lives on to do it.
  addEventListener("leaving", () => {
    navigator.serviceWorker.controller?.postMessage({ forget: true })
    forget()
  })
}
