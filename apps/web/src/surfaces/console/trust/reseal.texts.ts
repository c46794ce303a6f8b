import { defineTexts } from '@civitas/ui'

export const resealTexts = defineTexts(
  {
    tab: '重新加密',
    why: '轮换后，旧版本密钥加密的内容仍可读取；在这里以现用密钥重新加密。旧版本不再加密任何内容后，才能由两人销毁。中断后从未完成处继续。',
    ...{ purpose: '用途', places: '内容', active: '现用版本', versions: '各版本密文数', left: '待重新加密' },
    ...{ progress: '最近一次', start: '重新加密', by: '发起人', failed: '未能读取', noRun: '没有做过' },
    version: (version: number, texts: number) => `v${version}：${texts} 条`,
    none: '没有登记加密的内容',
    digest: {
      ...{ title: '计算杂凑值', why: '按原文的 UTF-8 字节计算，可与其他系统的结果或标准测试向量核对。' },
      ...{ text: '原文', needed: '请填写原文', algorithm: '算法', compute: '计算' },
      ...{ value: '杂凑值', bytes: '字节数' },
    },
    check: {
      ...{ tab: '验签', why: '核对一份数据的签名：签名是否有效、签名时证书或密钥的状态。' },
      ...{
        data: '被签名的文件',
        signature: '签名（十六进制）',
        serial: '证书序列号',
        stamp: '时间戳（JSON，可空）',
      },
      ...{
        check: '验签',
        good: '有效',
        bad: '无效',
        holder: '证书持有人',
        at: '认定的签名时间',
        reason: '说明',
      },
      badStamp: '不是平台签发的时间戳',
    },
  },
  {
    tab: 'Seal anew',
    why: 'After rotation older versions still read. Here their texts are sealed with the active key; a version that seals nothing may be destroyed by two hands.',
    ...{ purpose: 'Purpose', places: 'What', active: 'Active', versions: 'Texts by version', left: 'Left' },
    ...{ progress: 'Last run', start: 'Seal anew', by: 'By', failed: 'Could not be read', noRun: 'Never' },
    version: (version: number, texts: number) => `v${version}: ${texts}`,
    none: 'No sealed texts',
    digest: {
      ...{ title: 'Digest', why: 'Of the UTF-8 bytes, to be compared with another system or a test vector.' },
      ...{ text: 'Text', needed: 'Fill in the text', algorithm: 'Algorithm', compute: 'Compute' },
      ...{ value: 'Digest', bytes: 'Bytes' },
    },
    check: {
      ...{ tab: 'Check a signature', why: 'Whether a signature holds, and how its certificate stood then.' },
      ...{
        data: 'Signed file',
        signature: 'Signature (hex)',
        serial: 'Serial of the certificate',
        stamp: 'Time stamp (JSON)',
      },
      ...{ check: 'Check', good: 'Holds', bad: 'Does not hold', holder: 'Holder', at: 'Made', reason: 'Why' },
      badStamp: 'This is no time stamp',
    },
  },
)
