import { expect, it } from 'vitest'
import { findAxeViolations } from '../lib/axe.ts'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'

describeJourney('what the city’s data say', (journey) => {
  it('a query is written, run, drawn and saved; another department’s table is refused (PLT-067)', async () => {
    const { page, errors } = await journey.open('bureau', '/console/workbench', sizes.desk)
    // Tables of the departments are filled beside the start.
    const table = page.getByRole('button', { name: /^企业登记信息/ })
    const isThere = async () => {
      await page.reload()
      await page.waitForLoadState('networkidle')
      return table.count()
    }
    await expect.poll(isThere, { timeout: 90_000, interval: 2_000 }).toBeGreaterThan(0)
    await (await see(page.getByLabel('查询语句'))).fill(
      `SELECT state AS 状态, count(DISTINCT credit_code) AS 企业数 FROM 企业登记信息 GROUP BY ALL ORDER BY 2 DESC`,
    )
    await page.getByRole('button', { name: '运行', exact: true }).click()
    await see(page.getByRole('cell', { name: '存续', exact: true }))
    await see(page.getByText('结果定级：一般 2 级'))
    expect(await findAxeViolations(page)).toEqual([])
    await choose(page, page.getByRole('combobox', { name: '图形' }), '柱图')
    await see(page.getByRole('combobox', { name: '横轴或名称' }))
    await page.getByRole('button', { name: '保存分析' }).click()
    const dialog = page.getByRole('dialog', { name: '保存分析' })
    const title = `企业状态 ${Date.now().toString(36)}`
    await dialog.getByLabel('名称').fill(title)
    await dialog.getByRole('button', { name: '保存分析' }).click()
    await page.getByRole('tab', { name: '已保存' }).click()
    await see(page.getByRole('cell', { name: title }))
    expect(errors).toEqual([])

    const { page: civil } = await journey.open('civil', '/console/workbench', sizes.desk)
    await (await see(civil.getByLabel('查询语句'))).fill('SELECT count(*) FROM 居民健康档案信息')
    await civil.getByRole('button', { name: '运行', exact: true }).click()
    await see(civil.getByText(/无权限：未获授权使用“居民健康档案信息”/))
  })

  it('a theme shows what is missing and who owes it; a series its growth (PLT-049, PLT-051)', async () => {
    const { page, errors } = await journey.open('bureau', '/console/themes', sizes.desk)
    await (await see(page.getByRole('link', { name: '市场监管' }))).click()
    await see(page.getByText('71.4%（7 个属性中 5 个有来源）'))
    await see(page.getByRole('cell', { name: '近一年处罚次数' }).first())
    expect(await findAxeViolations(page)).toEqual([])
    await page.goto(`${journey.url}/console/series/industry`)
    await see(page.getByText('各期发布的数值。'))
    expect(await findAxeViolations(page)).toEqual([])
    await choose(page, page.getByRole('combobox', { name: '算法' }), '同比')
    await see(page.getByText(/未剔除价格因素/))
    await choose(page, page.getByRole('combobox', { name: '算法' }), '当期值（累计转当期）')
    await see(page.getByText('1–2月合并').first())
    expect(errors).toEqual([])
  })
})
