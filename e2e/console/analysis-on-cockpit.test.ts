import { listPages, saveAnalysis } from '@civitas/contract'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'
import { signInAs } from '../lib/sample-city.ts'

describeJourney('figures of data', (journey) => {
  it('an analysis is put on a page and drawn there (PLT-067); a data indicator says what it counts', async () => {
    const admin = await signInAs(journey.url, 'admin')
    const title = `按类别统计${Date.now().toString(36)}`
    const sql = "SELECT '甲' AS 类别, 3 AS 数量 UNION ALL SELECT '乙', 5"
    const chart = { kind: 'bar' as const, x: '类别', y: ['数量'] }
    await admin.call(saveAnalysis, { body: { title, sql, chart, shared: false } })
    const { items } = await admin.call(listPages, { query: { limit: 1 } })
    const [wanted] = items
    if (!wanted) throw new Error('the sample city has pages')
    const { page, errors } = await journey.open('admin', '/console/workbench?tab=saved', sizes.desk)
    const row = page.locator('tbody tr.ant-table-row').filter({ hasText: title })
    await (await see(row.getByRole('button', { name: '放到驾驶舱', exact: true }))).click()
    const dialog = page.getByRole('dialog', { name: '放到驾驶舱' })
    await choose(page, dialog.getByLabel('驾驶舱页面'), wanted.title)
    await dialog.getByRole('button', { name: '放到驾驶舱', exact: true }).click()
    await expect.poll(() => dialog.isVisible()).toBe(false)
    await page.goto(`${journey.url}/console/cockpits/${wanted.id}`)
    await see(page.getByText(title).first())
    await see(page.getByText('来源：数据分析').first())
    await page.goto(`${journey.url}/console/indicators/data-resources.sharing-rate`)
    await see(page.getByText(/已共享.*÷ 应共享/).first())
    expect(errors).toEqual([])
  })
})
