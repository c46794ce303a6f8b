import { createSignOnClient, signIn } from '@civitas/contract'
import { createClient } from '@civitas/sdk'
import { expect, it } from 'vitest'
import { sizes } from '../lib/browser.ts'
import { describeJourney, see } from '../lib/journey.ts'

describeJourney('account security', (journey) => {
  it('adds a passkey, rises to level 3, signs in without a password, and signs on to another system', async () => {
    // Passkeys are bound to a name, never to an address of numbers (WebAuthn, 5.1.2).
    const url = journey.url.replace('127.0.0.1', 'localhost')
    const context = await journey.browser().newContext({ viewport: sizes.phone, locale: 'zh-CN' })
    const page = journey.keep(await context.newPage())
    const devtools = await context.newCDPSession(page)
    await devtools.send('WebAuthn.enable')
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true },
        ...{ isUserVerified: true, automaticPresenceSimulation: true },
      },
    })
    await page.goto(`${url}/portal/security`)
    await page.getByLabel('账号').fill('neighbour')
    await page.getByLabel('密码').fill('civitas-demo')
    await page.getByRole('button', { name: '登录', exact: true }).click()
    await see(page.getByRole('heading', { level: 1, name: '账号安全' }))
    await see(page.getByText('当前认证等级 1'))
    await page.getByRole('button', { name: '添加通行密钥' }).click()
    await see(page.getByRole('heading', { name: '通行密钥 本机通行密钥' }))
    await page.getByRole('button', { name: '再验证一次身份' }).click()
    await (await see(page.getByRole('button', { name: '用通行密钥验证' }))).click()
    await see(page.getByText('当前认证等级 3'))

    await page.getByRole('button', { name: '退出登录' }).click()
    await (await see(page.getByRole('button', { name: '用通行密钥登录' }))).click()
    await see(page.getByText('当前认证等级 3'))

    await page.goto(await systemThatSignsOn(journey.url, url))
    await see(page.getByRole('heading', { name: '登录到云川公积金' }))
    await page.getByRole('button', { name: /的身份继续$/ }).click()
    await see(page.getByRole('heading', { name: '云川公积金 想了解您的信息' }))
    await page.getByRole('button', { name: '同意并继续' }).click()
    await page.waitForURL(/\/portal\/account\?code=/)

    await page.goto(`${url}/portal/security`)
    await see(page.getByRole('heading', { name: '云川公积金' }))
    await page.getByRole('button', { name: '撤回授权' }).click()
    await see(page.getByText('还没有应用用本账号登录过。'))
    await page.getByRole('button', { name: '移除' }).click()
    await see(page.getByText('还没有密码以外的验证方式。'))
    await page.goto(`${url}/portal/acting`)
    await see(page.getByText('正在使用'))
    expect(await page.getByText(/^990102\*{8}/).count()).toBe(1)
  })
})

/** Registers a system of level 3 and answers the address it sends people to. */
async function systemThatSignsOn(api: string, url: string): Promise<string> {
  const { accessToken } = await createClient({ baseUrl: api }).call(signIn, {
    body: { account: 'admin', password: 'civitas-demo' },
  })
  const redirectUri = `${url}/portal/account`
  const { client } = await createClient({ baseUrl: api, token: () => accessToken }).call(createSignOnClient, {
    body: {
      ...{ kind: 'public', name: '云川公积金', redirectUris: [redirectUri], level: 3, consent: true },
      scopes: ['profile', 'real_name'],
    },
  })
  const query = new URLSearchParams({
    ...{ client_id: client.clientId, redirect_uri: redirectUri, response_type: 'code', state: 'e2e' },
    ...{ scope: 'openid profile real_name', code_challenge_method: 'S256' },
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
  })
  return `${url}/oidc/auth?${query}`
}
