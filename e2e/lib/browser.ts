import { existsSync } from 'node:fs'
import { signIn } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { type Browser, chromium, type Page } from 'playwright-core'

const executablePath = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  existsSync,
)

/** Whether a browser is installed; the journeys are skipped by name without one. */
export const hasBrowser = executablePath !== undefined

const flags = [
  ...['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...[
    '--disable-component-update',
    '--disable-sync',
    '--use-angle=swiftshader',
    '--enable-unsafe-swiftshader',
  ],
]

export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath, headless: true, args: flags })
}

export const sizes = {
  wall: { width: 1920, height: 1080 },
  wall4k: { width: 3840, height: 2160 },
  desk: { width: 1440, height: 900 },
  phone: { width: 390, height: 844 },
}

export interface OpenPage {
  page: Page
  /** Errors the page wrote to its console or threw. */
  errors: string[]
}

/** A page in a context of its own, already signed in with a demo account. */
export async function openAs(
  browser: Browser,
  url: string,
  account: string,
  path: string,
  viewport: { width: number; height: number },
): Promise<OpenPage> {
  const session = await createClient({ baseUrl: url }).call(signIn, {
    body: { account, password: 'civitas-demo' },
  })
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  await context.addInitScript((kept) => {
    if (!localStorage.getItem('civitas.session')) localStorage.setItem('civitas.session', kept)
  }, JSON.stringify(session))
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(url + path)
  return { page, errors }
}
