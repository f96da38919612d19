"""Where to compute in bfloat16.

On a CPU without AVX-512, PyTorch's bfloat16 convolutions fall to a loop about twenty times slower
than float32 (measured: 33 s an iteration of the denoiser's training against 1.7 s), and with it
about three times faster. So it is used on CUDA and on CPUs that have AVX-512.
"""

import torch


def half_is_fast(device: str) -> bool:
    """Whether bfloat16 pays on a kind of device ("cpu", "cuda")."""
    return device == "cuda" or torch.backends.cpu.get_cpu_capability() == "AVX512"


def mixed(device: str, wanted: bool = True) -> torch.autocast:
    """Autocast to bfloat16 where it is wanted and pays; else nothing."""
    return torch.autocast(device, torch.bfloat16, enabled=wanted and half_is_fast(device))
