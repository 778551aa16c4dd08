/* READ ELEMENT STATUS of the virtual tape library, and where its elements have their addresses. */
#ifndef ELEMENT_STATUS_H
#define ELEMENT_STATUS_H

#include "changer.h"

enum { TRANSPORT = 0x0001, FIRST_DRIVE = 0x0100, FIRST_SLOT = 0x0400 };

void element_status(struct changer *changer, struct scst_user_command *command);

#endif
