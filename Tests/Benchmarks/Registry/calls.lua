-- Requests for wrk. CALL is the operation's name. BODIES names a file with one body a line, in an order drawn by
-- chance, so that the client takes little of the machine that the servers need. Deregistrations use each line once;
-- all others go round.

local operation = os.getenv("CALL")
local head = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.1\r\n"
  .. "Authorization: AWS4-HMAC-SHA256 Credential=AKIAEXAMPLE/20260101/us-east-1/ecs/aws4_request, "
  .. "SignedHeaders=host;x-amz-date;x-amz-target, "
  .. "Signature=0000000000000000000000000000000000000000000000000000000000000000\r\n"
  .. "X-Amz-Date: 20260101T000000Z\r\n"
  .. "X-Amz-Target: AmazonEC2ContainerServiceV20141113." .. operation .. "\r\nContent-Length: "

local bodies = {}
for line in io.lines(os.getenv("BODIES")) do bodies[#bodies + 1] = line end
-- The threads' globals are what `done` can see.
sent = 0
available = operation == "DeregisterTaskDefinition" and #bodies or 0

function request()
  local body = bodies[sent % #bodies + 1]
  sent = sent + 1
  return head .. #body .. "\r\n\r\n" .. body
end

local threads = {}
function setup(thread) threads[#threads + 1] = thread end

function done(summary)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  local spent = 0
  for _, thread in ipairs(threads) do
    local supply = thread:get("available")
    if supply > 0 and thread:get("sent") > supply then spent = 1 end
  end
  io.write(string.format("RESULT %d %d %d %d\n", summary.requests, summary.duration, failed, spent))
end
