/*
 * Mesa's lavapipe under the ids of SwiftShader. Chromium takes a Vulkan device that computes on the
 * CPU only if it is SwiftShader's (vendor 0x1AE0, device 0xC0DE); everything else passes through.
 * Built as libvk_swiftshader.so beside a copy of the browser (../lavapipe.ts).
 * LAVAPIPE: the driver's file.
 */
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define PUBLIC __attribute__((visibility("default")))

typedef void (*Function)(void);
typedef Function (*GetInstanceProcAddr)(void *, const char *);

static GetInstanceProcAddr driver;
static Function properties, properties2, properties2KHR;

static void load(void) {
  if (driver) return;
  void *library = dlopen(LAVAPIPE, RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    fprintf(stderr, "lavapipe: %s\n", dlerror());
    return;
  }
  int (*negotiate)(uint32_t *) =
      (int (*)(uint32_t *))dlsym(library, "vk_icdNegotiateLoaderICDInterfaceVersion");
  uint32_t version = 5;
  if (negotiate) negotiate(&version);
  driver = (GetInstanceProcAddr)dlsym(library, "vk_icdGetInstanceProcAddr");
}

/* VkPhysicalDeviceProperties: apiVersion, driverVersion, vendorID, deviceID, ... */
static void rename_device(uint32_t *words) {
  words[2] = 0x1AE0;
  words[3] = 0xC0DE;
}

static void get_properties(void *device, uint32_t *words) {
  ((void (*)(void *, void *))properties)(device, words);
  rename_device(words);
}

/* VkPhysicalDeviceProperties2: sType, pNext, then the same. */
static void get_properties2(void *device, char *structure) {
  ((void (*)(void *, void *))properties2)(device, structure);
  rename_device((uint32_t *)(structure + 16));
}

static void get_properties2KHR(void *device, char *structure) {
  ((void (*)(void *, void *))properties2KHR)(device, structure);
  rename_device((uint32_t *)(structure + 16));
}

PUBLIC Function vk_icdGetInstanceProcAddr(void *instance, const char *name) {
  load();
  if (!driver) return 0;
  if (!strcmp(name, "vkGetInstanceProcAddr")) return (Function)vk_icdGetInstanceProcAddr;
  Function found = driver(instance, name);
  if (!found) return 0;
  if (!strcmp(name, "vkGetPhysicalDeviceProperties")) {
    properties = found;
    return (Function)get_properties;
  }
  if (!strcmp(name, "vkGetPhysicalDeviceProperties2")) {
    properties2 = found;
    return (Function)get_properties2;
  }
  if (!strcmp(name, "vkGetPhysicalDeviceProperties2KHR")) {
    properties2KHR = found;
    return (Function)get_properties2KHR;
  }
  return found;
}

PUBLIC Function vkGetInstanceProcAddr(void *instance, const char *name) {
  return vk_icdGetInstanceProcAddr(instance, name);
}

PUBLIC int vk_icdNegotiateLoaderICDInterfaceVersion(uint32_t *version) {
  load();
  if (*version > 5) *version = 5;
  return 0;
}
