import { describe, expect, it } from 'vitest'
import { Undecodable } from '../../ingest/decode-readings.ts'
import { crc16OfHj212 } from '../protocols/crc16.ts'
import { answerHj212, cutHj212, decodeHj212, encodeHj212, readHj212Values } from './codec.ts'

/** HJ 212-2017, annex A and 6.6.6: the example of 设置实时数据间隔. */
const fromTheStandard =
  '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n'
/** A packet of a gas source, as a public parser (hbt212) tests it. */
const fromTheField =
  '##0354QN=20230803171130538;ST=31;CN=2011;PW=123456;MN=88888880000001234567;Flag=5;CP=&&DataTime=20230803165500;w01001-Rtd=0.000,w01001-Flag=N;w21003-Rtd=0.000,w21003-Flag=N;w01018-Rtd=0.000,w01018-Flag=N;e01002-Rtd=0.000,e01002-Flag=N;w01010-Rtd=0.000,w01010-Flag=N;e01001-Rtd=0.000,e01001-Flag=N;w01003-Rtd=0.000,w01003-Flag=N;w21011-Rtd=0.000,w21011-Flag=N&&A141\r\n'

const cutOne = (text: string) => cutHj212(Buffer.from(text, 'latin1')).frames[0] as Buffer

describe('HJ 212-2017, 6.3 packets', () => {
  it('reads the example of the standard, with its CRC (annex A)', () => {
    expect(decodeHj212(cutOne(fromTheStandard))).toEqual({
      qn: '20160801085857223',
      st: '32',
      cn: '1062',
      pw: '100000',
      mn: '010000A8900016F000169DC0',
      flag: 5,
      parts: null,
      cp: 'RtdInterval=30',
    })
  })

  it('writes the same bytes again', () => {
    expect(encodeHj212(decodeHj212(cutOne(fromTheStandard))).toString('latin1')).toBe(fromTheStandard)
  })

  it('reads the values of a packet from the field', () => {
    const packet = decodeHj212(cutOne(fromTheField))
    expect(packet).toMatchObject({ mn: '88888880000001234567', cn: '2011', flag: 5 })
    const values = readHj212Values(packet.cp)
    expect(values).toHaveLength(8)
    const timeMs = Date.parse('2023-08-03T16:55:00+08:00')
    expect(values[2]).toEqual({ factor: 'w01018', kind: 'Rtd', value: 0, timeMs })
  })

  it('reads a packet of the 2005 edition, which has neither QN nor Flag', () => {
    const old = { qn: '', st: '32', cn: '2011', pw: '123456', mn: 'LD130133000015', flag: 0, parts: null }
    const bytes = encodeHj212({ ...old, cp: 'DataTime=20160824003817;011-Rtd=231.0,011-Flag=N' }).toString(
      'latin1',
    )
    const packet = decodeHj212(
      cutOne(
        bytes.replace('Flag=0;', '').replace(/^##\d{4}(.*).{4}\r\n$/s, (_, segment: string) => {
          const length = String(segment.length).padStart(4, '0')
          return `##${length}${segment}${crc16OfHj212(Buffer.from(segment)).toString(16).padStart(4, '0')}\r\n`
        }),
      ),
    )
    expect(packet).toMatchObject({ mn: 'LD130133000015', qn: '', flag: 0 })
    expect(readHj212Values(packet.cp)).toMatchObject([{ factor: '011', kind: 'Rtd', value: 231 }])
  })

  it('gives no number under a mark that says the instrument is broken (6.6.4)', () => {
    const [value] = readHj212Values('DataTime=20250601080000;w01018-Rtd=999,w01018-Flag=D')
    expect(value).toMatchObject({ factor: 'w01018', value: null })
  })

  it('answers with CN 9014 (6.6.5)', () => {
    const text = encodeHj212(answerHj212(decodeHj212(cutOne(fromTheStandard)))).toString('latin1')
    expect(text).toContain(
      'QN=20160801085857223;ST=91;CN=9014;PW=100000;MN=010000A8900016F000169DC0;Flag=4;CP=&&&&',
    )
  })

  it('refuses a wrong CRC', () => {
    expect(() => decodeHj212(cutOne(fromTheStandard.replace('1C80', '1C81')))).toThrow(Undecodable)
  })

  it('cuts packets out of a stream that comes in pieces, with rubbish between them', () => {
    const stream = Buffer.from(`xx${fromTheStandard}#?${fromTheField}`, 'latin1')
    let rest: Buffer = Buffer.alloc(0)
    const frames: Buffer[] = []
    for (const byte of stream) {
      const cut = cutHj212(Buffer.concat([rest, Buffer.from([byte])]))
      rest = cut.rest
      frames.push(...cut.frames.map((one) => Buffer.from(one)))
    }
    expect(frames.map((frame) => decodeHj212(frame).cn)).toEqual(['1062', '2011'])
  })
})
