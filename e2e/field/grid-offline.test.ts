import { changeHousehold, createHousehold, type Household, listVisits } from '@civitas/contract'
import type { Client } from '@civitas/sdk'
import type { Page } from 'playwright-core'
import { beforeAll, expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

/** What the pages of the field may cost on a bad line the first time, bytes over the wire (GOV-013). */
const FIRST_LOAD_BYTES = 300_000

describeJourney('visits without a line', (journey) => {
  const building = `无线楼${Date.now().toString(36)}`
  let household: Household
  let office: Client

  beforeAll(async () => {
    office = await signInAs(journey.url, 'district')
    household = await office.call(createHousehold, {
      body: { building, room: '301', position: [118.882913, 33.442635], phone: '0990-1111', people: 2 },
    })
  })

  it('stores three visits and shows the phone both sides wrote side by side', async () => {
    const { page } = await journey.open('grid', '/field/grid', sizes.phone)
    await page.getByLabel('查找住户或部件').fill(building)
    await see(page.getByRole('button', { name: new RegExp(building) }))
    await page.context().setOffline(true)
    await visit(page, '第一次：无人在家', {})
    await visit(page, '第二次：换了电话', { phone: '0990-3333' })
    await visit(page, '第三次：三口人', { people: '3' })
    await see(page.getByText('3 次待发'))

    await office.call(changeHousehold, {
      params: { id: household.id },
      body: { version: household.version, facts: { phone: '0990-2222' } },
    })
    await page.context().setOffline(false)
    const visits = async () =>
      (await office.call(listVisits, { query: { householdId: household.id } })).items.map((one) => one.text)
    await expect.poll(visits, { timeout: 60_000 }).toHaveLength(3)
    expect((await visits()).sort()).toEqual(['第一次：无人在家', '第三次：三口人', '第二次：换了电话'])
    await page.reload()
    const conflict = page.getByRole('listitem').filter({ hasText: building }).filter({ hasText: '0990-3333' })
    await see(conflict.getByText('0990-2222'))
    await see(conflict.getByText('0990-3333'))
  })

  it('costs little the first time and next to nothing afterwards', async () => {
    const { page } = await journey.open('grid', '/healthz', sizes.phone)
    const first = await weigh(page, `${journey.url}/field/grid`)
    await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true))
    await page.reload()
    await see(page.getByLabel('查找住户或部件'))
    const again = await weigh(page, `${journey.url}/field/grid`)
    console.info(`field page: ${first} bytes of files the first time, ${again} from the phone`)
    expect(first).toBeLessThan(FIRST_LOAD_BYTES)
    expect(again).toBeLessThan(20_000)
  })
})

/** Opens the card, writes what was found, and saves. */
async function visit(page: Page, text: string, facts: { phone?: string; people?: string }): Promise<void> {
  await page.getByRole('listitem').getByRole('button', { expanded: false }).first().click()
  await page.getByLabel('走访情况').fill(text)
  if (facts.phone) await page.getByLabel(/^联系电话/).fill(facts.phone)
  if (facts.people) await page.getByLabel(/^居住人数/).fill(facts.people)
  await page.getByRole('button', { name: '保存走访' }).click()
  await expect.poll(() => page.getByLabel('走访情况').count()).toBe(0)
}

/** Opens a page and counts what its files cost over the wire; what the platform is asked of data is not counted. */
async function weigh(page: Page, url: string): Promise<number> {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('Network.enable')
  const files = new Set<string>()
  let bytes = 0
  cdp.on('Network.responseReceived', ({ requestId, response }) => {
    if (!new URL(response.url).pathname.startsWith('/api/') && !response.fromServiceWorker)
      files.add(requestId)
  })
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    if (files.has(requestId)) bytes += encodedDataLength
  })
  await page.goto(url)
  await see(page.getByLabel('查找住户或部件'))
  await cdp.detach()
  return bytes
}
