/* A stand-in for libnvidia-ml.so.1, for the tests: what it says stands in the file that $FAKE_NVML names.
 *
 * Lines are `key value`, read again at every call: count, watts, watts1 (of board 1), tick_ms (step of the counter),
 * limit_mw, temperature, mig, persistence, processes, throttle (bits), stuck 1, back_after_ms (the counter falls to 0),
 * driver TEXT, name TEXT, no_instant 1, and `fail FUNCTION CODE`. `lost_after_ms` makes every later call say 15, the
 * GPU is lost. Time begins at nvmlInit. Only what c3 calls is here; any other function is missing, as in an old driver.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct { int index; } board;
typedef struct { unsigned int field, scope; long long stamp, latency; int type, code; union { double d; unsigned int ui; unsigned long long ull; } value; } field_value;
typedef struct { unsigned long long total, free, used; } memory;
typedef struct { unsigned int pid; unsigned long long used; unsigned int gi, ci; } process;

static board boards[8] = {{0}, {1}, {2}, {3}, {4}, {5}, {6}, {7}};
static double begun;

static double now_ms(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int text_of(const char *key, char *out, size_t size) {
    const char *path = getenv("FAKE_NVML");
    FILE *file = path ? fopen(path, "r") : NULL;
    char line[256];
    size_t length = strlen(key);
    int found = 0;
    while (file && fgets(line, sizeof line, file))
        if (!strncmp(line, key, length) && line[length] == ' ') {
            line[strcspn(line, "\n")] = 0;
            snprintf(out, size, "%s", line + length + 1);
            found = 1;
        }
    if (file) fclose(file);
    return found;
}

static double number(const char *key, double otherwise) {
    char text[256];
    return text_of(key, text, sizeof text) ? atof(text) : otherwise;
}

static int code_of(const char *function) {
    char key[256];
    double lost = number("lost_after_ms", -1);
    if (lost >= 0 && now_ms() - begun > lost) return 15;
    snprintf(key, sizeof key, "fail %s", function);
    return (int)number(key, 0);
}
#define CHECK int code = code_of(__func__); if (code) return code

static double watts_of(const board *b) {
    char key[32];
    snprintf(key, sizeof key, "watts%d", b->index);
    return number(key, number("watts", 400));
}

static unsigned long long counter_mj(const board *b) {
    double ms = now_ms() - begun, tick = number("tick_ms", 100), back = number("back_after_ms", -1);
    if (number("stuck", 0)) return 123456;
    if (back >= 0 && ms > back) ms -= back; else ms += 1e6;
    if (tick > 0) ms = (long long)(ms / tick) * tick;
    return (unsigned long long)(watts_of(b) * ms);
}

int nvmlInit_v2(void) { begun = now_ms(); CHECK; return 0; }
int nvmlInitWithFlags(unsigned int flags) { (void)flags; begun = now_ms(); return code_of("nvmlInit_v2"); }
int nvmlShutdown(void) { return 0; }
const char *nvmlErrorString(int code) { return code == 15 ? "GPU is lost" : code == 4 ? "Insufficient Permissions" : "an error"; }
int nvmlSystemGetDriverVersion(char *out, unsigned int size) { CHECK; if (!text_of("driver", out, size)) snprintf(out, size, "580.95.05"); return 0; }
int nvmlDeviceGetCount_v2(unsigned int *out) { CHECK; *out = (unsigned int)number("count", 1); return 0; }
int nvmlDeviceGetHandleByIndex_v2(unsigned int i, board **out) { CHECK; *out = &boards[i]; return 0; }
int nvmlDeviceGetName(board *b, char *out, unsigned int size) { CHECK; (void)b; if (!text_of("name", out, size)) snprintf(out, size, "NVIDIA L40S"); return 0; }
int nvmlDeviceGetUUID(board *b, char *out, unsigned int size) { CHECK; snprintf(out, size, "GPU-0000%d-fake", b->index); return 0; }
int nvmlDeviceGetTotalEnergyConsumption(board *b, unsigned long long *out) { CHECK; *out = counter_mj(b); return 0; }
int nvmlDeviceGetPowerUsage(board *b, unsigned int *out) { CHECK; *out = (unsigned int)(1000 * watts_of(b)); return 0; }
int nvmlDeviceGetEnforcedPowerLimit(board *b, unsigned int *out) { CHECK; (void)b; *out = (unsigned int)number("limit_mw", 450000); return 0; }
int nvmlDeviceGetTemperature(board *b, int sensor, unsigned int *out) { CHECK; (void)b; (void)sensor; *out = (unsigned int)number("temperature", 61); return 0; }
int nvmlDeviceGetPersistenceMode(board *b, unsigned int *out) { CHECK; (void)b; *out = (unsigned int)number("persistence", 1); return 0; }
int nvmlDeviceGetMigMode(board *b, unsigned int *now, unsigned int *next) { CHECK; (void)b; *now = *next = (unsigned int)number("mig", 0); return 0; }
int nvmlDeviceGetMemoryInfo(board *b, memory *out) { CHECK; (void)b; out->total = 48000000000ULL; out->free = out->total; out->used = 0; return 0; }
int nvmlDeviceGetCurrentClocksThrottleReasons(board *b, unsigned long long *out) { CHECK; (void)b; *out = (unsigned long long)number("throttle", 0); return 0; }
int nvmlDeviceGetComputeRunningProcesses_v3(board *b, unsigned int *count, process *out) {
    CHECK;
    unsigned int i, all = (unsigned int)number("processes", 0), room = *count;
    (void)b;
    *count = all;
    if (all > room || (all && !out)) return 7;
    for (i = 0; i < all; i++) out[i] = (process){1000 + i, 1000000, 0, 0};
    return 0;
}
int nvmlDeviceGetFieldValues(board *b, int count, field_value *values) {
    CHECK;
    for (int i = 0; i < count; i++) {
        values[i].code = values[i].field == 186 && !number("no_instant", 0) ? 0 : 3;
        values[i].value.ui = (unsigned int)(1000 * watts_of(b) * number("integral_factor", 1));
    }
    return 0;
}
