import type { ErrorOut, KoaContextWithOIDC } from 'oidc-provider'

/** Letters that mean something in HTML, as text. */
function toHtml(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
}

const style = `:root{color-scheme:light dark}body{font:16px/1.7 system-ui,"PingFang SC","Microsoft YaHei","Noto Sans CJK SC",sans-serif;
margin:0;background:#f3f6fa;color:#16212e}main{max-width:26rem;margin:12vh auto 0;padding:2rem;background:#fff;
border-radius:12px;box-shadow:0 1px 3px #0002}h1{font-size:1.4rem;margin:0 0 .5rem}code{font-size:1.8rem;letter-spacing:.1em}
input{font:inherit;font-size:1.4rem;width:100%;box-sizing:border-box;padding:.6rem;border:1px solid #6b7a8c;
border-radius:8px;letter-spacing:.12em}button{font:inherit;width:100%;padding:.7rem;margin-top:1rem;border:1px solid #0b5cab;
border-radius:8px;background:#fff;color:#0b5cab;cursor:pointer}button[autofocus]{background:#0b5cab;color:#fff}
.fault{color:#a11}@media (prefers-color-scheme:dark){body{background:#0e151d;color:#e8eef5}main{background:#18222d}
input{background:#0e151d;color:inherit}button{background:#18222d;color:#8ec5ff;border-color:#8ec5ff}.fault{color:#ff9c9c}}`

function page(title: string, body: string): string {
  return `<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8"><title>${toHtml(title)}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>${style}</style></head>
<body><main><h1>${toHtml(title)}</h1>${body}</main></body></html>`
}

/** A short page that says something, with what may be pressed. `form` is HTML the sign-on service made. */
export function sayDone(ctx: KoaContextWithOIDC, title: string, text: string, form = ''): void {
  ctx.type = 'html'
  ctx.body = page(title, `<p>${toHtml(text)}</p>${form}`)
}

/** Where a person types the code a kiosk or television shows (RFC 8628, 3.3). */
export async function askForCode(
  ctx: KoaContextWithOIDC,
  form: string,
  out?: ErrorOut,
  fault?: Error,
): Promise<void> {
  const said = fault
    ? `<p class="fault" role="alert">${out?.error === 'access_denied' ? '已取消。' : '验证码不正确或已过期，请核对设备上显示的数字。'}</p>`
    : '<p>请输入设备上显示的验证码。</p>'
  ctx.type = 'html'
  ctx.body = page(
    '设备登录',
    `${said}${form}<button autofocus type="submit" form="op.deviceInputForm">继续</button>`,
  )
}

/** Asks whether the code is the one on the device in front of the person, before anything is signed on. */
export async function confirmCode(
  ctx: KoaContextWithOIDC,
  form: string,
  client: { clientName?: string; clientId: string },
  _device: unknown,
  code: string,
): Promise<void> {
  ctx.type = 'html'
  ctx.body = page(
    '确认设备',
    `<p>“${toHtml(client.clientName ?? client.clientId)}”请求以您的身份登录。请核对设备上显示的是：</p>
    <p><code>${toHtml(code)}</code></p><p>不是您面前的设备，请不要继续。</p>${form}
    <button autofocus type="submit" form="op.deviceConfirmForm">是这台设备，继续</button>
    <button type="submit" form="op.deviceConfirmForm" value="yes" name="abort">不是，取消</button>`,
  )
}

const faults: Record<string, string> = {
  invalid_client: '该应用没有登记或已停用。',
  invalid_redirect_uri: '该应用的回调地址与登记的不一致。',
  invalid_request: '该应用的登录请求有误。',
  access_denied: '已取消登录。',
}

/** What a person sees when a system asked wrongly; programs are answered in JSON by the protocol itself. */
export async function showFault(ctx: KoaContextWithOIDC, out: ErrorOut, error: Error): Promise<void> {
  const isExpired = error.name === 'SessionNotFound'
  const text = isExpired ? '登录已超时或在另一个窗口里完成，请回到应用重新登录。' : faults[out.error]
  ctx.type = 'html'
  ctx.body = page(
    '无法登录',
    `<p class="fault" role="alert">${toHtml(text ?? '登录没有完成，请回到应用重试。')}</p><p>${toHtml(`${out.error}${out.error_description ? `：${out.error_description}` : ''}`)}</p>`,
  )
}
