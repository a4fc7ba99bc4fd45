/** Where a run of the black-box harness cannot count as right, and why. */
export interface KnownLimit {
  /** Whose fault it is, as far as can be told. */
  readonly at: 'description' | 'harness';
  readonly why: string;
  readonly operations: readonly string[];
}

/** By file in the corpora. A run has to find exactly these: one that works all at once is an error as well. */
export const KNOWN_LIMITS: Readonly<Record<string, readonly KnownLimit[]>> = {
  'openapi/atlassian/jira.json': [
    {
      at: 'description',
      why: 'The body requires a member that its closed schema does not describe, so no value fits it; the call goes out without that member.',
      operations: [
        'POST /rest/api/3/screenscheme',
        'PUT /rest/api/3/issuesecurityschemes/{schemeId}/level/{levelId}/member',
      ],
    },
    {
      at: 'description',
      why: 'A multipart body is described as a bare string, which multipart cannot carry; it goes out as one part.',
      operations: ['POST /rest/api/3/issue/{issueIdOrKey}/attachments'],
    },
  ],
  'openapi/digitalocean/DigitalOcean-public.v2.yaml': [
    {
      at: 'description',
      why: 'Every value of one branch of the oneOf fits the other as well, so no value fits just one.',
      operations: ['POST /v2/droplets/actions'],
    },
    {
      at: 'harness',
      why: 'The path `/<upload_url>` is compared with its encoded form; the two characters cannot stand in a URL.',
      operations: ['PUT /<upload_url>'],
    },
  ],
  'openapi/github/api.github.com.json': [
    {
      at: 'harness',
      why: 'The text of two operations mentions a third one (`GET /apps/{app_slug}`), which is taken for what their tools stand for although the calls arrive elsewhere.',
      operations: [
        'GET /apps/{app_slug}',
        'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules',
        'GET /repos/{owner}/{repo}/environments/{environment_name}/deployment_protection_rules/{protection_rule_id}',
      ],
    },
  ],
  'openapi/intellifi/intellifi.json': [
    {
      at: 'description',
      why: 'All branches of the oneOf have optional members only, so that what fits one fits all.',
      operations: ['POST /items'],
    },
    {
      at: 'harness',
      why: 'No value is found for a oneOf whose branches are told apart by an optional `type`, though `{"type":"list"}` is one.',
      operations: ['POST /spots/{id}/sets', 'POST /spotsets'],
    },
  ],
  'openapi/openapi-generator/petstore-with-fake-endpoints-models-for-testing.yaml': [
    {
      at: 'harness',
      why: 'The conversion of Swagger 2.0 behind it loses `collectionFormat` of form fields (csv by default) and `tsv`.',
      operations: ['GET /fake', 'PUT /fake/test-query-paramters'],
    },
  ],
  'openapi/telnyx/telnyx.json': [
    {
      at: 'harness',
      why: 'A path parameter with the media type `*/*` is taken for JSON; a text is sent as it is.',
      operations: [
        'DELETE /reports/batch_mdr_reports/{id}',
        'DELETE /reports/mdr_usage_reports/{id}',
        'DELETE /whatsapp_detail_record_reports/{id}',
        'GET /reports/batch_mdr_reports/{id}',
        'GET /reports/mdr_usage_reports/{id}',
        'GET /whatsapp_detail_record_reports/{id}',
      ],
    },
  ],
};

/** Descriptions that the harness itself cannot load: they refer to files that the corpora do not hold. */
export const NOT_LOADED: readonly string[] = [
  'openapi/azure-network/loadBalancer.json',
  'openapi/azure-network/networkInterface.json',
  'openapi/azure-network/virtualNetwork.json',
];
