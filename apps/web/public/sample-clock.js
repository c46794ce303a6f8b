// In a sample city whose clock was put forward, “now” on every page, and “today” in every picker, is the city’s. Elsewhere
// nothing is touched. Stands before every module, for modules ask the time as they load; what the key holds is kept by
// src/app/sample-clock.ts from what the platform said at the visit before, so that no page waits for it.
;(() => {
  let aheadMs = 0
  try {
    aheadMs = Number(localStorage.getItem('civitas.clock-ahead')) || 0
  } catch {
    // This browser keeps nothing.
  }
  if (aheadMs === 0) return
  const machine = Date
  const now = () => machine.now() + aheadMs
  globalThis.Date = new Proxy(machine, {
    apply: () => new machine(now()).toString(),
    construct: (target, given, maker) => Reflect.construct(target, given.length > 0 ? given : [now()], maker),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
})()
