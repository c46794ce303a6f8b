import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { getLineage, signIn } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import type { Page } from 'playwright-core'
import { afterAll, expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'

const folder = mkdtempSync(join(tmpdir(), 'civitas-air-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const stations = ['Aotizhongxin', 'Dongsi', 'Huairou', 'Shunyi']

/** Ten days of four stations, shaped like the hourly files of Beijing; the second station lost its CO for 60 hours. */
function writeFiles(mark: string): string[] {
  const head = '"No","year","month","day","hour","PM2.5","PM10","SO2","NO2","CO","O3","TEMP","wd","station"'
  return stations.map((station, s) => {
    const rows = Array.from({ length: 240 }, (_, i) => {
      const [day, hour] = [Math.floor(i / 24) + 1, i % 24]
      const co = s === 1 && i >= 30 && i < 90 ? 'NA' : 900 + 10 * s
      const fine = 60 + 10 * s + (i % 24)
      return `${i + 1},2013,3,${day},${hour},${fine},${fine + 30},12.5,40,${co},${50 + hour},-0.7,"${mark}","${station}"`
    })
    const path = join(folder, `PRSA_${station}_${mark}.csv.gz`)
    writeFileSync(path, gzipSync([head, ...rows, ''].join('\n')))
    return path
  })
}

const dialogOf = (page: Page) => page.getByRole('dialog')

/** Goes to a page as a person does, by the menu. */
async function goTo(page: Page, name: string): Promise<void> {
  await (await see(page.getByRole('navigation').getByRole('link', { name, exact: true }))).click()
}

async function openDataset(page: Page, name: string): Promise<void> {
  await goTo(page, '数据目录')
  const box = await see(page.getByRole('searchbox', { name: '搜资源名称' }))
  await box.fill(name)
  await box.press('Enter')
  await (await see(page.getByRole('link', { name, exact: true }))).click()
  await see(page.getByRole('button', { name: '修改目录信息' }), 60_000)
}

async function agreeToReview(page: Page, daily: string): Promise<void> {
  await goTo(page, '目录审核')
  const row = page.getByRole('row').filter({ hasText: daily })
  await (await see(row.getByRole('button', { name: '同意', exact: true }))).click()
  await dialogOf(page).getByRole('button', { name: '同意', exact: true }).click()
  await dialogOf(page).waitFor({ state: 'hidden' })
}

/** Waits until the figure has been computed, which leaves its lineage. */
async function lineageOf(url: string, id: string, indicator: string): Promise<void> {
  const body = { account: 'bureau', password: 'civitas-demo' }
  const { accessToken } = await createClient({ baseUrl: url }).call(signIn, { body })
  const client = createClient({ baseUrl: url, token: () => accessToken })
  await expect
    .poll(
      async () =>
        (await client.call(getLineage, { query: { kind: 'dataset', id } })).nodes.map((one) => one.name),
      {
        ...{ timeout: 30_000, interval: 500 },
      },
    )
    .toContain(indicator)
}

describeJourney('files of the air', (journey) => {
  it('go from upload to an open dataset with their gaps named, the AQI traced and drawn (GOV-080, PLT-044 to 068)', async () => {
    const { url } = journey
    const mark = Date.now().toString(36)
    const hourly = `空气质量小时值 ${mark}`
    const daily = `空气质量日报 ${mark}`
    const indicator = `空气质量指数日报 ${mark}`
    const { page, errors } = await journey.open('bureau', '/console/import', sizes.desk)
    page.setDefaultTimeout(30_000)

    // Four files become one table.
    await (await see(page.locator('input[type=file]').first().locator('..'))).waitFor()
    await page.locator('input[type=file]').setInputFiles(writeFiles(mark))
    await see(page.getByText('已上传').nth(3))
    await page.getByLabel('数据资源名称').fill(hourly)
    await page.getByRole('button', { name: '开始装载' }).click()
    await see(page.getByText('已装载').nth(3))

    // The report names the gap.
    await openDataset(page, hourly)
    await page.getByRole('link', { name: '治理' }).click()
    await (await see(page.getByRole('button', { name: '探查并推荐规则' }))).click()
    const gap = page.getByRole('row').filter({ hasText: 'Dongsi' }).filter({ hasText: '60 小时' })
    await see(gap.getByText('2013-03-02 06:00 – 2013-03-04 17:00'))
    await page.getByRole('button', { name: '全部采纳' }).click()
    await page.getByRole('button', { name: '全部采纳' }).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '立即检查' }).click()
    await see(page.getByText('93.75%（900/960）'))

    // The AQI of each day, by the steps of the model.
    await goTo(page, '加工流水线')
    await (await see(page.getByRole('button', { name: '新建流水线' }))).click()
    await dialogOf(page).getByLabel('名称', { exact: true }).fill(daily)
    await dialogOf(page).getByRole('combobox').fill(hourly)
    await choose(page, dialogOf(page).getByRole('combobox'), hourly)
    await dialogOf(page).getByLabel('输出数据资源名称').fill(daily)
    await dialogOf(page).getByRole('button', { name: '新建流水线' }).click()
    await (await see(page.getByRole('button', { name: '按模型生成算子' }))).click()
    const recipe = dialogOf(page).getByRole('button', { name: '按模型生成算子' })
    await recipe.click()
    await see(page.getByRole('heading', { name: '6. 套用模型' }))
    await page.getByRole('button', { name: '运行', exact: true }).click()
    await see(page.getByText('960 / 40 / 0'))

    // An indicator over it, whose lineage begins at the columns of the files.
    await goTo(page, '指标登记')
    await (await see(page.getByRole('button', { name: '登记指标' }))).click()
    await dialogOf(page).getByLabel('指标编码').fill(`air.aqi-${mark}`)
    await dialogOf(page).getByLabel('名称').fill(indicator)
    await dialogOf(page).getByRole('button', { name: '登记指标' }).click()
    await see(page.getByRole('button', { name: '试算' }))
    await page.locator('textarea').first().fill(`avg(data.aqi, dataset="${daily}", newest=date)`)
    await page.getByLabel('计量单位').fill('1')
    await choose(page, page.getByLabel('方向', { exact: true }), '越低越好')
    await choose(page, page.getByLabel('统计周期', { exact: true }), '日')
    await page.getByLabel('数据来源单位').fill('市生态环境局')
    await page.getByLabel('责任单位', { exact: true }).fill('市生态环境局')
    await page.getByRole('button', { name: '启用', exact: true }).click()
    await see(page.getByRole('button', { name: '停用', exact: true }))
    await openDataset(page, daily)
    const address = page.url()
    await lineageOf(url, new URL(address).pathname.split('/').at(-1) ?? '', indicator)
    await goTo(page, '数据血缘')
    await choose(page, page.getByRole('combobox', { name: '选择数据资源' }), daily)
    const graph = await (
      await see(page.getByRole('img', { name: '血缘图' }).filter({ hasText: indicator.slice(0, 8) }))
    ).textContent()
    for (const word of ['PM2.5', 'CO', '空气质量指数']) expect(graph).toContain(word)

    // Catalogue: described, confirmed by another person of the unit, reviewed.
    await openDataset(page, daily)
    await page.getByRole('button', { name: '修改目录信息' }).click()
    await dialogOf(page).getByLabel('摘要').fill('四个站点逐日空气质量指数，按 HJ 633-2012 由小时值计算。')
    await dialogOf(page).getByLabel('主题或基础库').fill('生态环境')
    await choose(page, dialogOf(page).getByLabel('共享类型'), '无条件')
    await choose(page, dialogOf(page).getByLabel('开放类型'), '无条件')
    await dialogOf(page).getByRole('button', { name: '修改目录信息' }).click()
    await dialogOf(page).waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '提交审核' }).click()
    await dialogOf(page).getByRole('button', { name: '提交审核' }).click()
    await see(page.getByText('审核中', { exact: true }))
    const { page: second, errors: faults } = await journey.open('admin', '/console', sizes.desk)
    await agreeToReview(second, daily)
    await agreeToReview(page, daily)

    // Opening: checked by the platform, reviewed three times by two people.
    await goTo(page, '数据开放')
    await (await see(page.getByRole('button', { name: '提出开放' }))).click()
    await dialogOf(page).locator('#opening-dataset').fill(daily)
    await choose(page, dialogOf(page).locator('#opening-dataset'), daily)
    await dialogOf(page).getByLabel('全选').check()
    await dialogOf(page).getByRole('button', { name: '提交检查' }).click()
    const agree = (of: Page) => of.locator('.ant-drawer').getByRole('button', { name: '同意', exact: true })
    await (await see(agree(page))).click()
    await see(page.locator('.ant-drawer-title').getByText('数据主管部门审核'))
    await agree(page).click()
    await see(page.locator('.ant-drawer-title').getByText('安全审核'))
    await goTo(second, '数据开放')
    await (await see(second.getByRole('button', { name: daily }))).click()
    await (await see(agree(second))).click()
    await see(second.locator('.ant-drawer-title').getByText('已开放'))

    // Anybody sees, draws and downloads it.
    await page.goto(`${url}/open?q=${encodeURIComponent(daily)}`)
    await (await see(page.getByRole('link', { name: daily }))).click()
    await see(page.getByText('共 40 行'))
    await page.getByRole('tab', { name: '图表' }).click()
    await see(page.locator('figure').filter({ hasText: '各日期的空气质量指数平均值' }).locator('canvas, svg'))
    const download = page.waitForEvent('download')
    await page
      .getByRole('link', { name: 'CSV' })
      .or(page.getByRole('button', { name: 'CSV' }))
      .first()
      .click()
    const text = readFileSync((await (await download).path()) ?? '', 'utf8')
    expect(text.trim().split(/\r?\n/)).toHaveLength(41)
    // Mean PM2.5 71.5 µg/m³ gives 96 (HJ 633-2012 table 1); the station without CO says so.
    expect(text).toContain('Aotizhongxin,2013-03-01,71.5')
    expect(text).toContain(',96,2,良,pm25,')
    expect(text).toMatch(/Dongsi,2013-03-03,.*,co\r?\n/)
    expect([...errors, ...faults]).toEqual([])
  }, 240_000)
})
