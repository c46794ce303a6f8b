// Shows what the platform pushes (W3C Push API) and opens its page. Keeps nothing and touches no request.
self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('push', (event) => {
  const told = event.data ? event.data.json() : {}
  const { title = '新消息', body = '', link = '/console/inbox', tag } = told
  const options = { body, tag, icon: '/civitas.svg', data: { link } }
  event.waitUntil(self.registration.showNotification(title, options))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const address = new URL(event.notification.data?.link ?? '/console/inbox', self.location.origin)
  if (address.origin !== self.location.origin) return
  event.waitUntil(self.clients.openWindow(address.href))
})
