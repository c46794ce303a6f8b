// Keeps the page of /field on the phone, so that it opens without a line. Built files carry a digest in their names and
// never change; the page itself is read anew whenever there is a line. Requests to the platform are never kept here.
const CACHE = 'civitas-field-1'

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

async function fromNetwork(request, key) {
  const answer = await fetch(request)
  if (answer.ok) {
    const cache = await caches.open(CACHE)
    await cache.put(key, answer.clone())
  }
  return answer
}

async function pageFirstFromNetwork(request) {
  try {
    return await fromNetwork(request, '/field')
  } catch {
    return (await caches.match('/field')) ?? Response.error()
  }
}

async function fileFirstFromPhone(request) {
  return (await caches.match(request)) ?? fromNetwork(request, request)
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin, pathname } = new URL(request.url)
  if (request.method !== 'GET' || origin !== self.location.origin) return
  if (request.mode === 'navigate') event.respondWith(pageFirstFromNetwork(request))
  else if (pathname.startsWith('/assets/') || ['/civitas.svg', '/sample-clock.js'].includes(pathname))
    event.respondWith(fileFirstFromPhone(request))
})
