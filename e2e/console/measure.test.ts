import { expect, it } from 'vitest'
import { findAxeViolations } from '../lib/axe.ts'
import { sizes } from '../lib/browser.ts'
import { choose, describeJourney, see } from '../lib/journey.ts'

describeJourney('measuring the city', (journey) => {
  it('a survey is designed, opened, answered in the portal and turned into points (PLT-106)', async () => {
    const title = `街道服务满意度 ${Date.now().toString(36)}`
    const { page, errors } = await journey.open('admin', '/console/surveys', sizes.desk)
    await (await see(page.getByRole('button', { name: '设计问卷' }))).click()
    const dialog = page.getByRole('dialog', { name: '设计问卷' })
    await dialog.getByLabel('问卷名称').fill(title)
    await dialog.getByLabel('第 1 题').fill('您对路面保洁满意吗？')
    await dialog.getByLabel('少于几秒视为异常').fill('0')
    await dialog.getByRole('button', { name: '设计问卷' }).click()
    await (await see(page.getByRole('link', { name: title }))).click()
    await (await see(page.getByRole('button', { name: '开放问卷' }))).click()
    await page.getByRole('dialog').getByRole('button', { name: '开放问卷' }).click()
    await see(page.getByRole('button', { name: '结束问卷' }))
    expect(await findAxeViolations(page)).toEqual([])
    const address = page.url()

    const { page: citizen, errors: faults } = await journey.open('citizen', '/portal', sizes.phone)
    await (await see(citizen.getByRole('link', { name: title }))).click()
    await (await see(citizen.getByRole('button', { name: '提交答卷' }))).click()
    await see(citizen.getByText('请回答这一题'))
    await citizen.getByText('4 分 满意').click()
    await citizen.getByRole('button', { name: '提交答卷' }).click()
    await see(citizen.getByRole('heading', { name: '感谢您的评价' }))
    expect(await findAxeViolations(citizen)).toEqual([])
    expect(faults).toEqual([])

    await page.goto(address)
    await see(page.getByText('得分 = 4 ÷ 5 × 100 = 80'))
    expect(errors).toEqual([])
  })

  it('a figure is taken apart, watched, and put into an index whose versions are compared (PLT-095, PLT-105)', async () => {
    const { page, errors } = await journey.open(
      'admin',
      '/console/indicators/city-base.cases-open',
      sizes.desk,
    )
    await see(page.getByRole('heading', { name: '同比与环比' }))
    await see(page.getByText(/算法：/))
    await page.getByRole('tab', { name: '预测' }).click()
    await see(page.getByText(/回测|历史不足/))
    await page.getByRole('button', { name: '关注', exact: true }).click()
    const watch = page.getByRole('dialog', { name: '关注' })
    await watch.getByLabel('界限').fill('0')
    await watch.getByRole('button', { name: '关注', exact: true }).click()
    await watch.waitFor({ state: 'hidden' })
    expect(await findAxeViolations(page)).toEqual([])
    await page.goto(`${journey.url}/console/watches`)
    await see(page.getByRole('link', { name: '在办案件' }))
    await see(page.getByText('已越过'))

    const code = `trial.index-${Date.now().toString(36)}`
    await page.goto(`${journey.url}/console/indices`)
    await (await see(page.getByRole('button', { name: '新建指数' }))).click()
    const make = page.getByRole('dialog', { name: '新建指数' })
    await make.getByLabel('指数编码').fill(code)
    await make.getByLabel('名称').fill('试算指数')
    await make.getByLabel('从哪一期起生效').fill('2020-01')
    await choose(page, make.getByLabel('归一方法'), '不归一')
    await make.getByLabel('指标', { exact: true }).fill('city-base.buildings-total')
    await (await see(page.locator('.ant-select-item-option').filter({ hasText: '建筑总数' }))).click()
    await make.getByRole('button', { name: '新建指数' }).click()
    await (await see(page.getByRole('link', { name: '试算指数' }).last())).click()
    await see(page.getByRole('cell', { name: '建筑总数' }))
    await page.getByRole('button', { name: '新的权重' }).click()
    const change = page.getByRole('dialog', { name: '新的权重' })
    await change.getByLabel('权重').first().fill('60')
    await change.getByRole('button', { name: '新的权重' }).click()
    await see(change.getByText('权重合计须为 100'))
    await change.getByLabel('权重').first().fill('100')
    await change.getByRole('button', { name: '新的权重' }).click()
    await change.waitFor({ state: 'hidden' })
    expect(await findAxeViolations(page)).toEqual([])
    await choose(page, page.getByRole('combobox', { name: '与另一版本对照' }), '第 1 版')
    await see(page.getByRole('heading', { name: '第 1 版' }))
    expect(errors).toEqual([])
  })
})
