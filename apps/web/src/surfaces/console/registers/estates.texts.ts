import { defineTexts } from '@civitas/ui'

export const estateTexts = defineTexts(
  {
    estates: {
      ...{
        empty: '登记簿里还没有单元',
        emptyWhy: '首次登记后列在这里。',
        code: '单元代码（28 位）',
        address: '坐落',
      },
      ...{
        area: '面积（㎡）',
        usage: '用途',
        owner: '权利人',
        limits: '限制',
        free: '无限制',
        enter: '首次登记',
      },
      ...{ ownerKind: '权利人类型', number: '证件号码', document: '文书', book: '登记簿', add: '登记限制' },
      ...{ kind: '类别', day: '日期', holder: '相关方', releases: '解除第几号' },
      kinds: { first: '首次', transfer: '转移', mortgage: '抵押', seizure: '查封', release: '解除' },
      ownerKinds: { person: '自然人', organisation: '法人' },
      usages: { 住宅: '住宅', 商业: '商业', 办公: '办公', 工业: '工业', 其他: '其他' },
      sequence: (n: number) => `第 ${n} 号`,
    },
    trenches: {
      ...{
        empty: '没有开挖申请',
        emptyWhy: '专营单位申请后列在这里，同一路段可加入已有许可。',
        road: '道路',
      },
      ...{
        days: '日期',
        length: '长度（米）',
        parties: '参与单位',
        permit: '许可号',
        decide: '审批',
        join: '加入',
      },
      ...{
        purpose: '用途',
        approves: '同意',
        decision: '意见',
        ask: '申请开挖',
        from: '开始日期',
        to: '结束日期',
      },
      ...{ points: '路线（经度,纬度；一行一点）', wrongPoints: '每行应为“经度,纬度”，至少两点' },
      ...{ repeats: '不能合并开挖的理由', repeatsWhy: '同一路段已有许可时须填写，否则请打开已有许可加入。' },
      states: { requested: '待审批', approved: '已许可', refused: '未许可' },
    },
  },
  {
    estates: {
      ...{
        empty: 'No units yet',
        emptyWhy: 'Units are listed after their first registration.',
        code: 'Unit code (28)',
        address: 'Place',
      },
      ...{
        area: 'Area (m²)',
        usage: 'Use',
        owner: 'Owner',
        limits: 'Limits',
        free: 'None',
        enter: 'First registration',
      },
      ...{
        ownerKind: 'Kind of owner',
        number: 'Number',
        document: 'Document',
        book: 'Book',
        add: 'Enter a limit',
      },
      ...{ kind: 'Kind', day: 'Day', holder: 'Party', releases: 'Releases entry' },
      kinds: {
        first: 'First',
        transfer: 'Transfer',
        mortgage: 'Mortgage',
        seizure: 'Seizure',
        release: 'Release',
      },
      ownerKinds: { person: 'Person', organisation: 'Organisation' },
      usages: { 住宅: 'Dwelling', 商业: 'Shop', 办公: 'Office', 工业: 'Industry', 其他: 'Other' },
      sequence: (n: number) => `No. ${n}`,
    },
    trenches: {
      ...{
        empty: 'No requests',
        emptyWhy: 'Requests of utilities are listed here; a permit can be joined.',
        road: 'Road',
      },
      ...{
        days: 'Days',
        length: 'Length (m)',
        parties: 'Parties',
        permit: 'Permit',
        decide: 'Decide',
        join: 'Join',
      },
      ...{
        purpose: 'Purpose',
        approves: 'Approve',
        decision: 'Opinion',
        ask: 'Ask to open',
        from: 'From',
        to: 'To',
      },
      ...{
        points: 'Line (longitude,latitude; a point a line)',
        wrongPoints: 'Each line is “longitude,latitude”, two at least',
      },
      ...{
        repeats: 'Why not together',
        repeatsWhy: 'Needed when the segment has a permit; else open that and join it.',
      },
      states: { requested: 'Requested', approved: 'Permitted', refused: 'Refused' },
    },
  },
)
