import { createSeriesEmbed, deleteSeriesEmbed, listSeriesEmbeds, type SeriesEmbed } from '@civitas/contract'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startTestPlatform, type TestPlatform } from '../../src/test-kit/index.ts'

/** PLT-016 visual components: a chart of one series in a frame of another site. */
let city: TestPlatform
let admin: Awaited<ReturnType<TestPlatform['signedInAs']>>
const start = Date.now()
let now = new Date(start)
beforeAll(async () => {
  city = await startTestPlatform({ clock: { now: () => now } })
  admin = await city.signedInAs('administrator')
})
afterAll(() => city.stop())

const read = (embed: SeriesEmbed, token?: string) =>
  fetch(`${city.url}/api/sensing/series-embeds/${embed.id}/series`, {
    headers: token ? { 'x-embed-token': token } : {},
  })

it('is read by its token alone, until it expires or is taken back', async () => {
  const gauge = await city.aThing('waterlogging.gauge', { attributes: { point_kind: 'estate' } })
  const { name, key } = gauge.credential
  const reported = await fetch(
    `${city.url}/sta/v1.1/Datastreams(${gauge.datastream('depth')})/Observations`,
    {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${name}:${key}`).toString('base64')}`,
        'content-type': 'application/json',
      },
      body: JSON.stringify({ result: 12, phenomenonTime: new Date(start - 600_000).toISOString() }),
    },
  )
  expect(reported.status).toBe(201)
  await city.settle()
  const body = { title: '小区积水', datastreamId: gauge.datastream('depth'), hours: 24, validDays: 1 }
  const { embed, token } = await admin.call(createSeriesEmbed, { body })
  const other = await admin.call(createSeriesEmbed, { body })
  const answer = await read(embed, token)
  expect(answer.status).toBe(200)
  const series = (await answer.json()) as { title: string; points: { value: number | null }[] }
  expect(series).toMatchObject({ title: '小区积水', unit: 'cm' })
  expect(series.points.flatMap(({ value }) => value ?? [])).toEqual([12])
  expect((await read(embed)).status).toBe(401)
  expect((await read(embed, other.token)).status).toBe(401)
  const stranger = await city.signedInAs('administrator', { divisions: ['990103'] })
  await expect(stranger.call(createSeriesEmbed, { body })).rejects.toMatchObject({
    problem: { errors: [{ path: '/body/datastreamId' }] },
  })
  expect((await stranger.call(listSeriesEmbeds, { query: {} })).total).toBe(0)
  await expect(stranger.call(deleteSeriesEmbed, { params: { id: embed.id } })).rejects.toMatchObject({
    problem: { status: 404 },
  })
  await admin.call(deleteSeriesEmbed, { params: { id: other.embed.id } })
  expect((await read(other.embed, other.token)).status).toBe(401)
  now = new Date(start + 86_400_001)
  expect((await read(embed, token)).status).toBe(403)
})

it('only the page of such a chart may stand in a frame of another site', async () => {
  const policyOf = async (path: string) =>
    (await fetch(city.url + path)).headers.get('content-security-policy')
  expect(await policyOf('/console/tracks')).toContain("frame-ancestors 'self'")
  expect(await policyOf('/embed/series/x')).toContain('frame-ancestors *')
})
