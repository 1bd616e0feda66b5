// Takes the place of the worker that kept hotline pages, where copies are no longer wanted.

addEventListener("install", (event) => {
  event.waitUntil(skipWaiting())
})

addEventListener("activate", (event) => {
  event.waitUntil(remove())
})

async function remove() {
  for (const name of await caches.keys()) {
    if (name.startsWith("hotlines")) await caches.delete(name)
  }
  await registration.unregister()
}
