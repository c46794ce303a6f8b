/** The level of a session just now: what was shown, as long as it lasts, else 1. */
export function levelOf(session: { level: number; level_until_time: Date | null }, now: Date): 1 | 2 | 3 {
  const isOver = session.level_until_time !== null && session.level_until_time <= now
  return isOver ? 1 : (Math.min(3, Math.max(1, session.level)) as 1 | 2 | 3)
}

/** How sure a way of showing who one is makes: 2 something one has, 3 with the person verified on the device. */
export const levelOfMethod = { totp: 2, sms: 2, passkey: 3, certificate: 3 } as const

/** What a device is called to its owner: 浏览器 · 系统, from the user agent. */
export function nameDevice(agent: string | null): string | null {
  if (!agent) return null
  const browser = [
    ['Edg/', 'Edge'],
    ['MicroMessenger', '微信'],
    ['Firefox/', 'Firefox'],
    ['Chrome/', 'Chrome'],
    ['Safari/', 'Safari'],
  ].find(([mark]) => agent.includes(mark as string))?.[1]
  const system = [
    ['HarmonyOS', '鸿蒙'],
    ['Android', 'Android'],
    ['iPhone', 'iPhone'],
    ['iPad', 'iPad'],
    ['Windows', 'Windows'],
    ['Mac OS', 'macOS'],
    ['Linux', 'Linux'],
  ].find(([mark]) => agent.includes(mark as string))?.[1]
  return browser || system ? [browser, system].filter(Boolean).join(' · ') : agent.slice(0, 40)
}

/** What is remembered of a device to tell a new one: browser and system without their versions, and the network it is in. */
export function markOfDevice(agent: string | null, ip: string | null): string {
  const network = (ip ?? '').split('.').slice(0, 2).join('.')
  return `${nameDevice(agent) ?? '?'} ${network}`
}
