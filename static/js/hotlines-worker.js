// Keeps the pages of hotlines for when there is no network: those that were read, the directory,
// and the style sheets, scripts and fonts they are shown with. Nothing else, and no word of who read.

const SCOPE = new URL(self.registration.scope)
const PAGES = `hotlines ${SCOPE.pathname}`
const FILES = `hotlines files ${SCOPE.pathname}`
const FILE = /^\/static\/.+\.(?:css|js|woff2|svg)$/
const PATIENCE = 8000 // milliseconds until a slow network counts as none

addEventListener("install", (event) => {
  event.waitUntil(skipWaiting())
})

addEventListener("activate", (event) => {
  event.waitUntil(clients.claim())
})

let work = Promise.resolve() // what is being kept at the moment
let forgotten = false

addEventListener("message", (event) => {
  const done = () => event.ports[0]?.postMessage({})
  if (event.data.forget) event.waitUntil(forget().then(done))
  if (event.data.keep && !forgotten) {
    work = keep(event.data)
    event.waitUntil(work.then(done))
  }
})

async function forget() {
  forgotten = true
  await empty()
  await work // what was half kept then goes as well
  await empty()
  await registration.unregister()
}

async function empty() {
  for (const name of [PAGES, FILES]) await caches.delete(name)
}

/** Keep the page that was read, the directory, and the files the page has loaded. */
async function keep({ keep: path, files }) {
  const pages = [...new Set([SCOPE.pathname, path])].filter((one) => one.startsWith(SCOPE.pathname))
  await Promise.allSettled(pages.map(storePage))
  const wanted = files.map((name) => new URL(name)).filter(isFile).map((url) => url.pathname)
  await Promise.allSettled(wanted.map(storeFile))
}

async function storePage(path) {
  const response = await fetch(path, { credentials: "omit" })
  if (response.status === 404 || response.status === 410) {
    await (await caches.open(PAGES)).delete(path) // what the site has taken back goes here too
  }
  if (!response.ok || response.redirected || forgotten) return
  const headers = new Headers(response.headers)
  for (const name of ["content-encoding", "content-length", "transfer-encoding", "etag"]) {
    headers.delete(name)
  }
  const when = new Date(response.headers.get("date") || Date.now()).toISOString()
  const html = (await response.text()).replace("<html ", `<html data-copied="${when}" `)
  await (await caches.open(PAGES)).put(path, new Response(html, { headers }))
}

/** Keep a file and let its older versions go: they differ in the hash within their names. */
async function storeFile(name) {
  const cache = await caches.open(FILES)
  if (await cache.match(name)) return
  const response = await fetch(name, { credentials: "omit" })
  if (!response.ok || forgotten) return
  for (const request of await cache.keys()) {
    if (unhashed(new URL(request.url).pathname) === unhashed(name)) await cache.delete(request)
  }
  await cache.put(name, response)
}

function unhashed(name) {
  return name.replace(/\.[0-9a-f]{12}(?=\.\w+$)/, "")
}

function isFile(url) {
  return url.origin === SCOPE.origin && FILE.test(url.pathname)
}

addEventListener("fetch", (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== "GET") return
  if (request.mode === "navigate") event.respondWith(page(request, url.pathname))
  else if (isFile(url)) event.respondWith(file(request))
})

/** The page as it is now; if it does not come, the copy; if there is none, the directory's. */
async function page(request, path) {
  const coming = fetch(request)
  try {
    const response = await within(PATIENCE, coming)
    if (response.status >= 500) throw new Error(response.status)
    return response
  } catch (error) {
    return (await copy(path)) || (await copy(SCOPE.pathname)) || coming
  }
}

/** Reject when the answer has not come in time. */
function within(patience, coming) {
  const late = new Promise((_, reject) => setTimeout(() => reject(new Error("late")), patience))
  return Promise.race([coming, late])
}

async function copy(path) {
  return (await caches.open(PAGES)).match(path)
}

/** Files have their content in their name: a copy is as good as the network. */
async function file(request) {
  return (await (await caches.open(FILES)).match(request)) || fetch(request)
}
