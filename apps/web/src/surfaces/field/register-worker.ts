/** Lets the built field page open without a line. Plain http away from localhost has no service workers. */
export function registerWorker(): void {
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return
  navigator.serviceWorker
    .register('/field-worker.js', { scope: '/field' })
    .catch((error: unknown) => console.warn('the field page will not open offline', error))
}
