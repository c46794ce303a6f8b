import { expect, it } from 'vitest'
import { findAxeViolations } from '../lib/axe.ts'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'

describeJourney('writing service items', (journey) => {
  it('an item is revised in its form, told at the field what is wrong, and previewed (SOC-001)', async () => {
    const { page, errors } = await journey.open(
      'service',
      '/console/service-items?search=烟花爆竹',
      sizes.desk,
    )
    await (await see(page.getByRole('link', { name: '修订' }).first())).click()
    await (await see(page.getByRole('tab', { name: '时限与收费' }))).click()
    await page.getByLabel('承诺时限').fill('90')
    await page.getByRole('button', { name: '保存草稿' }).click()
    await see(page.getByText('发布前还须处理 1 处'))
    await see(page.locator('.ant-form-item-explain-error').filter({ hasText: '承诺时限 90 个工作日' }))
    expect(await findAxeViolations(page)).toEqual([])
    await page.getByLabel('承诺时限').fill('5')
    await page.getByRole('tab', { name: '表单', exact: true }).click()
    await page.getByRole('button', { name: '增加一项：字段' }).click()
    await page.getByLabel('名称').last().fill('存放地点')
    await page.getByLabel('变量名').last().fill('storage')
    await page.getByRole('button', { name: '保存草稿' }).click()
    await see(page.getByText('各项齐全，可以提交审核发布。'))
    await page.getByRole('button', { name: '预览办事表单' }).click()
    await see(page.getByRole('dialog').getByText(/第 1 页，共 \d+ 页/))
    expect(errors).toEqual([])
  })
})
