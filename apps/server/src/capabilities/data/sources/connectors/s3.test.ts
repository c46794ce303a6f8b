import { AwsClient } from 'aws4fetch'
import { expect, it } from 'vitest'

/** “Signature Calculations for the Authorization Header: Examples” of the Amazon S3 API reference, and `get-vanilla` of the SigV4 test suite. */
const keys = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
}
const empty = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const at = { 'x-amz-date': '20130524T000000Z', 'x-amz-content-sha256': empty }

async function signatureOf(url: string, headers: Record<string, string>, given = keys, service = 's3') {
  const client = new AwsClient({ ...given, service, region: 'us-east-1' })
  const aws = { datetime: headers['x-amz-date'] ?? '', allHeaders: true }
  const signed = await client.sign(url, { headers, aws })
  return signed.headers.get('authorization')?.split('Signature=')[1]
}

it('signs reads as Amazon’s published examples do', async () => {
  const root = 'https://examplebucket.s3.amazonaws.com'
  expect(await signatureOf(`${root}/test.txt`, { ...at, range: 'bytes=0-9' })).toBe(
    'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41',
  )
  expect(await signatureOf(`${root}/?lifecycle`, at)).toBe(
    'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543',
  )
  expect(await signatureOf(`${root}/?max-keys=2&prefix=J`, at)).toBe(
    '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7',
  )
})

it('signs as the published test suite does', async () => {
  const suite = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' }
  const headers = { 'x-amz-date': '20150830T123600Z' }
  expect(await signatureOf('https://example.amazonaws.com/', headers, suite, 'service')).toBe(
    '5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31',
  )
})
