import { spawn, spawnSync } from 'node:child_process'

/** Whether Debian’s `mosquitto_pub` is installed; journeys that need a foreign MQTT client are skipped without it. */
export const hasMosquitto = spawnSync('mosquitto_pub', ['--help']).error === undefined

interface Publication {
  port: number
  user: string
  key: string
  topic: string
  message: string
}

/** Publishes at quality of service 1; answers the exit code, 0 when the broker acknowledged. */
export function publish({ port, user, key, topic, message }: Publication): Promise<number | null> {
  const who = ['-h', '127.0.0.1', '-p', String(port), '-u', user, '-P', key, '-i', user]
  const child = spawn('mosquitto_pub', [...who, '-q', '1', '-t', topic, '-m', message], { stdio: 'ignore' })
  return new Promise((done, fail) => {
    child.once('error', fail)
    child.once('exit', done)
  })
}
