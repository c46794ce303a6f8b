import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, inject } from 'vitest'
import { hasBrowser, type OpenPage, openAs, openBrowser } from './browser.ts'

type Size = { width: number; height: number }

/** What a journey walks with: the shared city and a browser of the file’s own. */
export interface Journey {
  url: string
  mqttPort: number
  browser(): Browser
  /** A page signed in with a demo account; closed after the test it was opened in. */
  open(account: string, path: string, size: Size): Promise<OpenPage>
  /**
   * The page a following link leads to, in the window of the test before when it was of the same account and size: the
   * program is not loaded again. Nothing of the page before is on it. Windows with other numbers are walked beside it.
   */
  goOn(account: string, path: string, size: Size, window?: number): Promise<OpenPage>
  /** Takes a page along that was opened by other means, so that it is closed and pictured like the rest. */
  keep(page: Page): Page
}

/**
 * A group of journeys in one browser, skipped by name where none is installed. After a failed test each open page is
 * pictured in the temporary directory.
 */
export function describeJourney(name: string, walk: (journey: Journey) => void): void {
  describe.skipIf(!hasBrowser)(name, () => {
    let browser: Browser | null = null
    let pages: Page[] = []
    const current = new Map<number, OpenPage & { whose: string }>()
    const url = inject('cityUrl')
    const running = () => {
      if (!browser) throw new Error('the browser is opened before the first test')
      return browser
    }
    const keep = (page: Page) => {
      pages.push(page)
      return page
    }
    beforeAll(async () => {
      browser = await openBrowser()
    })
    afterEach(async ({ task }) => {
      if (task.result?.state === 'fail') {
        // Another test is not to begin in a window where something went wrong.
        for (const { page } of current.values()) pages.push(page)
        current.clear()
        await pictureAll(pages, task.name)
      }
      await Promise.all(pages.map((page) => page.context().close()))
      pages = []
    })
    afterAll(() => browser?.close())
    walk({
      url,
      mqttPort: inject('cityMqttPort'),
      browser: running,
      keep,
      open: async (account, path, size) => {
        const opened = await openAs(running(), url, account, path, size)
        keep(opened.page)
        return opened
      },
      goOn: async (account, path, size, window = 0) => {
        const whose = `${account} ${size.width}`
        const before = current.get(window)
        if (before?.whose === whose) {
          await follow(before.page, path)
          before.errors.length = 0
          return before
        }
        current.delete(window)
        await before?.page.context().close()
        const opened = { ...(await openAs(running(), url, account, path, size)), whose }
        current.set(window, opened)
        return opened
      },
    })
  })
}

/** Goes to a path as a link does, by way of the page where one chooses a surface, so that nothing stays of where it was. */
async function follow(page: Page, path: string): Promise<void> {
  for (const next of ['/', path]) {
    await page.evaluate((to) => {
      window.history.pushState(null, '', to)
      window.dispatchEvent(new PopStateEvent('popstate', { state: null }))
    }, next)
    if (next === '/') await see(page.getByText('请选择要进入的端'))
  }
}

async function pictureAll(pages: Page[], name: string): Promise<void> {
  for (const [index, page] of pages.entries()) {
    const path = join(tmpdir(), `civitas-e2e-${name.replaceAll(/\W+/gu, '-')}-${index}.png`)
    await page.screenshot({ path }).catch(() => undefined)
    console.error(`${page.url()} looked like ${path}`)
  }
}

/** Waits until it is visible; failing says what was looked for. */
export async function see(locator: Locator, timeoutMs = 30_000): Promise<Locator> {
  await locator.first().waitFor({ state: 'visible', timeout: timeoutMs })
  return locator.first()
}

/** The part of the page with this heading. */
export function section(page: Page, heading: string): Locator {
  return page.locator('section').filter({ has: page.getByRole('heading', { name: heading }) })
}

/** Signs in through the sign-in page as a person does. */
export async function signInByHand(page: Page, account: string, password = 'civitas-demo'): Promise<void> {
  await page.getByLabel('账号').fill(account)
  await page.getByLabel('密码').fill(password)
  await page.getByRole('button', { name: '登录', exact: true }).click()
}

/** Chooses an option of a list box of the console. */
export async function choose(page: Page, box: Locator, option: string): Promise<void> {
  await box.click()
  // Lists of other boxes stay in the page and take a moment to fold: the one meant is named by the box.
  const list = await box.getAttribute('aria-controls')
  const own = list
    ? page.locator('.ant-select-dropdown').filter({ has: page.locator(`[id="${list}"]`) })
    : page
  const found = own.locator('.ant-select-item-option').filter({ hasText: option, visible: true }).first()
  // A long list holds only what is in sight; where one may type, the option is searched for.
  const isSeen = await found.waitFor({ timeout: 2_000 }).then(
    () => true,
    () => false,
  )
  if (!isSeen && (await box.evaluate((input) => input instanceof HTMLInputElement && !input.readOnly)))
    await box.fill(option)
  await found.click()
}

/** Reads the first number of a text, thin spaces between thousands left out. */
export async function readNumber(locator: Locator): Promise<number> {
  const text = (await locator.first().innerText()).replaceAll(/[\u2009\u202f\s]/gu, '')
  const found = /-?\d+(\.\d+)?/.exec(text)
  expect(found, `a number in “${text}”`).not.toBeNull()
  return Number(found?.[0])
}
