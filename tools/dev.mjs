import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Server from source (restarted on change), simulator, and Vite for the pages; Ctrl-C stops all three. */
const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const data = process.env.CIVITAS_DATA ?? '.civitas-dev'
const port = process.env.CIVITAS_PORT ?? '8080'
const mqttPort = process.env.CIVITAS_MQTT_PORT ?? '1883'
const commands = [
  [
    '--watch-path=apps/server/src',
    '--watch-path=domains',
    '--watch-path=packages',
    '--import',
    'tsx',
    'apps/server/src/main.ts',
    '--sample-city',
    '--port',
    port,
    '--mqtt-port',
    mqttPort,
    '--data',
    data,
  ],
  [
    '--import',
    'tsx',
    'apps/simulator/src/main.ts',
    '--url',
    `http://127.0.0.1:${port}`,
    '--mqtt',
    `mqtt://127.0.0.1:${mqttPort}`,
    '--access',
    join(data, 'simulator.secret.json'),
  ],
  ['node_modules/vite/bin/vite.js', 'apps/web', '--config', 'apps/web/vite.config.ts'],
]
const children = commands.map((args) => spawn(process.execPath, args, { cwd: root, stdio: 'inherit' }))
const stop = () => {
  for (const child of children) child.kill('SIGTERM')
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)
