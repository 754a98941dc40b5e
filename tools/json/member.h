/* SPDX-License-Identifier: GPL-2.0 */
/* Members of the objects in a boot.json, which is untrusted: any of them may have any type. */
#ifndef TOOLS_JSON_MEMBER_H
#define TOOLS_JSON_MEMBER_H

#include <json-c/json.h>

/* The member of an object, if it is of that type, or NULL. It belongs to the object. */
struct json_object *json_member(struct json_object *object, const char *name, enum json_type type);
/* The same for a string, but "" instead of NULL. */
const char *json_member_text(struct json_object *object, const char *name);

#endif
