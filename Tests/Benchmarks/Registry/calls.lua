-- Requests for wrk. CALL names them: describe, or write, which registers and deregisters in turns.
-- DEFINITION is RegisterTaskDefinition's body; FIRST is the number that the family `bench` gets next.
-- Heads are put together once, so that the client takes little of the machine that the servers need.

local call = os.getenv("CALL")
local definition = os.getenv("DEFINITION")
local number = tonumber(os.getenv("FIRST") or "1")
local registers = true
-- A deregistration follows its registration at this distance, by then acknowledged on every connection.
local distance = 64

local function head(operation)
  return "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.1\r\n"
    .. "Authorization: AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/ecs/aws4_request, "
    .. "SignedHeaders=host;x-amz-date;x-amz-target, "
    .. "Signature=0000000000000000000000000000000000000000000000000000000000000000\r\n"
    .. "X-Amz-Date: 20260101T000000Z\r\n"
    .. "X-Amz-Target: AmazonEC2ContainerServiceV20141113." .. operation .. "\r\nContent-Length: "
end

local heads = {
  register = head("RegisterTaskDefinition"),
  deregister = head("DeregisterTaskDefinition"),
  describe = head("DescribeTaskDefinition"),
}

local function post(operation, body)
  return heads[operation] .. #body .. "\r\n\r\n" .. body
end

local registration = post("register", definition)
local descriptions = {}
for index = 0, 999 do
  descriptions[index] = post(
    "describe", '{"taskDefinition":"family-' .. (index % 100) .. ":" .. (math.floor(index / 100) + 1) .. '"}')
end

function request()
  if call == "describe" then
    number = number + 1
    return descriptions[number % 1000]
  end
  registers = not registers
  if registers then
    return post("deregister", '{"taskDefinition":"bench:' .. (number - distance) .. '"}')
  end
  number = number + 1
  return registration
end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("RESULT %d %d %d\n", summary.requests, summary.duration, failed))
end
