import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'

describeJourney('licences, code and credit', (journey) => {
  it('authorises a licence that a window then uses, and verifies it without signing in', async () => {
    const { page, errors } = await journey.open('citizen', '/portal/licences', sizes.phone)
    await (await see(page.getByRole('link', { name: /机动车驾驶证/ }))).click()
    const identifier = await (await see(page.getByText(/^1\.2\.156\.3005\.2\./))).innerText()
    await page.getByLabel('谁来使用').fill('政务服务窗口')
    await page.getByLabel('用途').fill('核对驾驶资格')
    await page.getByRole('button', { name: '生成授权码' }).click()
    const given = await (await see(page.getByText(/^授权码 [A-Z0-9]+$/))).innerText()
    const { page: clerk } = await journey.open('clerk', '/console/licences?tab=use', sizes.desk)
    await (await see(clerk.getByRole('button', { name: '调用', exact: true }))).click()
    const dialog = clerk.getByRole('dialog')
    await dialog.getByLabel('授权码').fill(given.replace('授权码 ', ''))
    await dialog.getByLabel('用途（须与授权一致）').fill('核对驾驶资格')
    await dialog.getByRole('button', { name: '调用', exact: true }).click()
    await see(clerk.getByText(/仅供云川市行政审批局办理“核对驾驶资格”使用/))
    await page.reload()
    await see(page.getByText('云川市行政审批局用于“核对驾驶资格”'))
    await page.goto(`${new URL(page.url()).origin}/portal/verify`)
    await page.getByLabel('证照标识').fill(identifier)
    await page.getByRole('button', { name: '核验' }).click()
    await see(page.getByText('机动车驾驶证 有效'))
    expect(errors).toEqual([])
  })

  it('shows a code that lives, and takes an objection to a fact', async () => {
    const { page } = await journey.open('citizen', '/portal/code', sizes.phone)
    await see(page.getByRole('img', { name: '市民码二维码' }))
    await see(page.getByText(/秒后更新/))
    const { page: firm } = await journey.open('firm', '/portal/credit', sizes.phone)
    await see(firm.getByText('每一分怎么来的'))
    await (await see(firm.getByRole('button', { name: '提出异议' }).first())).click()
    await firm.getByLabel('哪里不对？').fill('文书号有误')
    await firm.getByRole('button', { name: '提交异议' }).click()
    await see(firm.getByText(/异议处理中/).first())
  })
})
