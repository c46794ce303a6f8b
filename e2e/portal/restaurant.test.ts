import * as contract from '@civitas/contract'
import { type Client, createClient } from '@civitas/sdk'
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { findAxeViolations } from '../lib/axe.ts'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'

const pdf = {
  name: '材料.pdf',
  mimeType: 'application/pdf',
  buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n'),
}

const goOn = (page: Page) => page.getByRole('button', { name: '继续', exact: true }).click()

async function answer(page: Page, title: string, value: string): Promise<void> {
  await see(page.getByRole('heading', { level: 1, name: title }))
  const box = page.getByRole('textbox', { name: title })
  if ((await box.count()) > 0) await box.fill(value)
  else await page.getByRole('radio', { name: value }).check()
  await goOn(page)
}

/** Answers of the form; those the city knows already are not asked for. */
const answers: Record<string, string> = {
  '是否现场制作、提供餐饮？': '是',
  '是否设置户外招牌？': '是',
  '法定代表人（负责人）': '邹文娟',
  联系人: '王小川',
  联系电话: '13800001234',
  经营场所地址: '云川市云城区望云街道解放路 18 号',
  经营面积: '120',
  主体业态: '餐饮服务经营者',
  经营项目: '热食类食品制售',
  从业人员数: '6',
  场所名称: '望云小馆',
  所在楼层: '一层',
  招牌设置位置: '一层沿街门头',
  招牌尺寸: '3.2 × 0.9',
}

async function fillForm(page: Page): Promise<void> {
  await see(page.getByText('第 1 步', { exact: false }))
  for (let pages = 0; pages < 25; pages++) {
    const title = (await (await see(page.getByRole('heading', { level: 1 }))).textContent()) ?? ''
    if (title === '准备材料') return
    if (title === '已为您填好') await goOn(page)
    else await answer(page, title, answers[title] ?? '')
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).not.toBe(title)
  }
}

async function uploadPapers(page: Page): Promise<void> {
  const inputs = page.locator('li[data-met="false"] input[type="file"]')
  for (let left = await inputs.count(); left > 0; left = await inputs.count()) {
    await inputs.first().setInputFiles(pdf)
    await expect.poll(() => inputs.count()).toBeLessThan(left)
  }
}

describeJourney('opening a restaurant', (journey) => {
  const signedIn = async (account: string): Promise<Client> => {
    const { accessToken } = await createClient({ baseUrl: journey.url }).call(contract.signIn, {
      body: { account, password: 'civitas-demo' },
    })
    return createClient({ baseUrl: journey.url, token: () => accessToken })
  }

  it('takes one form on a phone, three offices at once, one correction, and gives licences to be rated', async () => {
    const { page, errors } = await journey.open('firm', '/portal/services', sizes.phone)
    await page.getByRole('searchbox', { name: '查找事项' }).fill('我想开饭店')
    await page.getByRole('button', { name: '查找事项' }).click()
    await see(page.getByRole('link', { name: /食品经营许可/ }))
    expect(await findAxeViolations(page)).toEqual([])
    await page.getByRole('link', { name: /开办餐馆一件事/ }).click()
    await (await see(page.getByRole('button', { name: '开始办理' }))).click()
    await fillForm(page)
    expect(await findAxeViolations(page)).toEqual([])
    await uploadPapers(page)
    await goOn(page)
    await (await see(page.getByRole('button', { name: '提交申请' }))).click()
    await see(page.getByText('办理中', { exact: true }))
    const caseId = page.url().split('/').at(-1) ?? ''
    const firm = await signedIn('firm')
    const read = () => firm.call(contract.getBundleCase, { params: { id: caseId } })
    const { members } = await read()
    expect(members.map((one) => one.itemTitle).sort()).toEqual(
      ['公众聚集场所投入使用、营业前消防安全检查', '户外招牌设置备案', '食品经营许可'].sort(),
    )

    // The window asks once for everything that is to be corrected, and accepts the others.
    const food = members.find((one) => one.itemTitle === '食品经营许可')?.id ?? ''
    const clerk = await signedIn('clerk')
    for (const member of members.filter((one) => one.id !== food))
      await clerk.call(contract.judgeIntake, { params: { id: member.id }, body: { act: 'accept' } })
    const { page: desk } = await journey.open('clerk', `/console/service-applications/${food}`, sizes.desk)
    await (await see(desk.getByRole('button', { name: '一次性告知补正' }))).click()
    await desk.getByRole('dialog').getByLabel('需要补正的内容').fill('平面图未标注食品处理区，请重新上传。')
    await desk.getByRole('dialog').getByRole('button', { name: '一次性告知补正' }).click()
    await see(desk.getByRole('heading', { level: 1 }).filter({ hasText: '待补正' }))

    await page.reload()
    await (await see(page.getByRole('link', { name: '去补正' }))).click()
    await see(page.getByText('平面图未标注食品处理区，请重新上传。'))
    await goOn(page)
    await (await see(page.getByRole('button', { name: '提交补正' }))).click()
    await see(page.getByText('办理中', { exact: true }))
    await clerk.call(contract.judgeIntake, { params: { id: food }, body: { act: 'accept' } })

    // Three offices examine at the same time; one of them on its page.
    for (const account of ['fire', 'approver', 'market']) {
      const office = await signedIn(account)
      for (const member of members) {
        if (account === 'market' && member.id === food) continue
        await finishAll(office, member.id)
      }
    }
    const { page: market } = await journey.open('market', `/console/service-applications/${food}`, sizes.desk)
    await (await see(market.getByRole('button', { name: '审查通过' }))).click()
    await market.getByRole('dialog').getByRole('textbox').fill('布局合理，同意。')
    await market.getByRole('dialog').getByRole('button', { name: '审查通过' }).click()
    await (await see(market.getByRole('button', { name: '准予许可' }))).click()
    expect(await findAxeViolations(market)).toEqual([])
    await market.getByRole('dialog').getByRole('textbox').fill('符合法定条件，准予许可。')
    await market.getByRole('dialog').getByRole('button', { name: '准予许可' }).click()
    await see(market.getByRole('heading', { level: 1 }).filter({ hasText: /已办结|已批准/ }))
    for (const member of (await read()).members.filter((one) => one.state === 'granted'))
      await clerk.call(contract.deliverServiceApplication, {
        params: { id: member.id },
        body: { way: 'pick-up' },
      })

    await page.reload()
    await see(page.getByText('已办结', { exact: true }).first())
    const { results } = await read()
    expect(results.map((one) => one.title)).toEqual(
      expect.arrayContaining(['食品经营许可证', '公众聚集场所投入使用、营业前消防安全检查合格证']),
    )
    await page.getByRole('button', { name: '长辈模式' }).click()
    await page.getByRole('link', { name: /食品经营许可 / }).click()
    await (await see(page.getByRole('radio', { name: '非常满意' }))).check()
    await page.getByRole('button', { name: '提交评价' }).click()
    await see(page.getByText('感谢您的评价'))
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    )
    expect(await findAxeViolations(page)).toEqual([])
    expect(errors).toEqual([])
  })
})

/** Passes every step of an application that is the office’s, and decides where the office leads. */
async function finishAll(office: Client, application: string): Promise<void> {
  for (let rounds = 0; rounds < 4; rounds++) {
    const { items } = await office.call(contract.listServiceTasks, { query: { application } })
    const open = items.filter((task) => task.state === 'open')
    if (open.length === 0) break
    for (const task of open)
      await office.call(contract.finishServiceTask, {
        params: { id: task.id },
        body: { passes: true, opinion: '同意' },
      })
  }
  const seen = await office
    .call(contract.getServiceApplication, { params: { id: application } })
    .catch(() => null)
  if (seen?.state === 'deciding')
    await office
      .call(contract.decideServiceApplication, {
        params: { id: application },
        body: { outcome: 'grant', text: '符合法定条件，准予许可。' },
      })
      .catch(() => undefined)
}
