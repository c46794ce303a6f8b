import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { Problem } from '../../../../kernel/problem.ts'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** Chromium on the search path of the platform. */
export function findChromium(env = process.env): string | undefined {
  const folders = [...(env.PATH ?? '').split(delimiter), '/usr/bin'].filter(Boolean)
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(existsSync)
}

/** A browser without a window that reaches the network through the gate alone; says what is missing when there is none. */
export async function openRobotBrowser(gatePort: number): Promise<Browser> {
  const { chromium } = await import('playwright-core').catch(() => {
    throw missing('服务器没有安装 playwright-core，网页机器人不能运行：npm install playwright-core')
  })
  const executablePath = findChromium()
  if (!executablePath) throw missing('服务器没有安装 Chromium，网页机器人不能运行：apt-get install chromium')
  return chromium
    .launch({
      executablePath,
      headless: true,
      // Chromium refuses its sandbox to root, who has no user namespace of its own to give.
      chromiumSandbox: process.getuid?.() !== 0,
      proxy: { server: `http://127.0.0.1:${gatePort}`, bypass: '<-loopback>' },
      args: [
        ...['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'],
        ...['--disable-component-update', '--disable-sync'],
        '--force-webrtc-ip-handling-policy=disable_non_proxied_udp',
      ],
      timeout: 30_000,
    })
    .catch((error: Error) => {
      throw missing(`Chromium 没有启动，网页机器人不能运行：${error.message.split('\n')[0]}`)
    })
}

function missing(message: string): Problem {
  return new Problem('unavailable', 'no-browser', message)
}
