import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { acceptTask, answer, completeTask, openTask, takePhoto } from '../lib/field-work.ts'
import { describeJourney, readNumber, section, see, signInByHand } from '../lib/journey.ts'

/** Rain needs a moment to become a confirmed warning: ten minutes of city time, a few of real time on a busy machine. */
const RAIN_MS = 120_000

describeJourney('a rainstorm, from the first drop to the closed case', (journey) => {
  /** The gauge that warned, the place whose case is closed, and the number of that case. */
  let gauge = ''
  let place = ''
  let reference = ''

  it('raises a red warning with its case in the console, and calls it out on the wall', async () => {
    const { page: wall } = await journey.open('leader', '/screen', sizes.wall)
    await see(wall.getByRole('heading', { name: '生效预警' }))
    const context = await journey.browser().newContext({ viewport: sizes.desk, locale: 'zh-CN' })
    const page = journey.keep(await context.newPage())
    await page.goto(`${journey.url}/console`)
    await signInByHand(page, 'duty')
    await see(page.getByRole('heading', { name: '值班首页' }))
    await startRainstorm(page)
    await see(page.getByText('正在演练：暴雨'))
    const warning = section(page, '生效中的预警').getByRole('link').filter({ hasText: '红色' })
    await (await see(warning, RAIN_MS)).click()
    await see(wall.getByText('演练中：暴雨（60 倍速）'))
    await see(wall.locator('aside').filter({ hasText: '红色（Ⅰ级）' }), 60_000)
    const counted = wall.locator('dl[aria-label="生效预警"] > div').filter({ hasText: '红色' }).locator('dd')
    await expect.poll(() => readNumber(counted), { timeout: 60_000 }).toBeGreaterThan(0)
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '红色' }))
    gauge = await page.locator('dl a[href^="/console/entities/"]').first().innerText()
    await (await see(page.getByRole('button', { name: '查看案件' }))).click()
    await see(page.getByRole('heading', { name: '封闭道路' }))
    await see(page.getByRole('heading', { name: '强排积水' }))
    expect(page.url()).toMatch(/\/console\/cases\/./)
  })

  it('shows the value of the gauge and its warning on the map', async () => {
    const { page } = await journey.open('duty', '/map', sizes.desk)
    await see(page.getByRole('main', { name: '城市地图' }).or(page.getByLabel('城市地图')))
    await page.keyboard.press('/')
    await page.keyboard.type(gauge)
    await (await see(page.getByRole('region', { name: '设施与实体' }).getByRole('button'))).click()
    await see(page.getByRole('heading', { level: 2, name: gauge }))
    const depth = page.getByRole('button').filter({ hasText: '积水深度' })
    await expect
      .poll(async () => (await depth.first().innerText()).replaceAll(/\s/gu, ''))
      .toMatch(/\d(\.\d)?cm/)
    await see(page.getByText(/下穿通道需封闭|积水（积水深度/))
    expect(new URL(page.url()).searchParams.get('select')).toBeTruthy()
  })

  it('is worked off on the field page: accepted, photographed, filled in, completed', async () => {
    const { page, errors } = await journey.open('grid', '/field', sizes.phone)
    place = await openTask(page, '封闭道路')
    reference = await page.getByText(/^FK-\d{8}-\d+$/).innerText()
    await acceptTask(page)
    await page.getByRole('button', { name: '办结', exact: true }).click()
    await see(page.getByText('还差 1 张照片'))
    await takePhoto(page, 'closed.png')
    await answer(page, '封控方式', '锥桶围挡')
    await page.getByLabel('被困人数').fill('0')
    await completeTask(page)
    await page.getByRole('link', { name: '继续处理其他任务' }).click()

    await openTask(page, '强排积水', place)
    await acceptTask(page)
    await takePhoto(page, 'pumped.png')
    await page.getByLabel('投入水泵').fill('2')
    await page.getByLabel('完成时水深').fill('3')
    await completeTask(page)
    await page.getByRole('link', { name: '继续处理其他任务' }).click()

    await openTask(page, '现场确认恢复通行', place)
    await acceptTask(page)
    await takePhoto(page, 'dry.png')
    await answer(page, '可以恢复通行', '是')
    await page.getByLabel('现场水深').fill('0')
    await completeTask(page)
    expect(errors).toEqual([])
  })

  it('may not be checked by who handled it, and closes when somebody else checks it', async () => {
    const { page } = await journey.open('duty', '/console/cases?state=checking', sizes.desk)
    await (await see(page.getByRole('row').filter({ hasText: reference }).getByRole('link'))).click()
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '待核查' }))
    await see(page.getByRole('img', { name: /处置照片/ }))
    await page.getByRole('button', { name: '核查', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await expect.poll(() => dialog.getByRole('button', { name: '核查通过并结案' }).isDisabled()).toBe(true)
    await dialog.getByLabel('说明', { exact: true }).fill('照片与水深相符，通行已恢复。')
    await dialog.getByRole('button', { name: '核查通过并结案' }).click()
    await see(page.getByRole('heading', { level: 1 }).filter({ hasText: '已结案' }))
    await see(page.getByText('照片与水深相符，通行已恢复。'))
  })

  it('moves the figures of the wall, which open down to the case', async () => {
    const { page } = await journey.open('leader', '/screen', sizes.wall)
    const closed = page.getByRole('button').filter({ hasText: '今日结案' })
    await expect.poll(() => readNumber(closed), { timeout: 60_000 }).toBeGreaterThan(0)
    await closed.click()
    const drawer = page.getByRole('dialog')
    await see(drawer.getByText('计算方法'))
    await (await see(drawer.getByRole('button').filter({ hasText: place }))).click()
    await see(drawer.getByText(reference))
    await see(drawer.getByText('照片与水深相符，通行已恢复。'))
    // … and from the case to the observation it began with.
    await see(drawer.getByText('起因与依据'))
    await see(drawer.getByRole('listitem').filter({ hasText: /观测.*积水深度/ }))
  })

  it('can be followed from the case back to the reading', async () => {
    const { page } = await journey.open('duty', `/console/cases?search=${reference}`, sizes.desk)
    await (await see(page.getByRole('row').filter({ hasText: reference }).getByRole('link'))).click()
    await (await see(page.getByRole('link', { name: '追溯链路' }))).click()
    await see(page.getByText(/链路共 \d+ 个节点/))
    for (const kind of ['观测', '规则触发', '事件', '案件', '任务'])
      await see(page.locator('main svg, main button').filter({ hasText: kind }))
  })
})

async function startRainstorm(page: Page): Promise<void> {
  const line = section(page, '演练控制')
    .locator('div')
    .filter({ has: page.locator('b', { hasText: /^暴雨$/ }) })
  await line.last().locator('xpath=..').getByRole('button').click()
}
